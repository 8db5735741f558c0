package dev.gantry.daemon.wire;

import dev.gantry.api.container.HealthConfig;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.Health;
import dev.gantry.engine.container.HealthCheck;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Health checks as they are asked for, and what became of them.
final class HealthWire {
    private static final long LEAST = 1_000_000;

    private HealthWire() {}

    /// @throws EngineException in Docker's words when a time is too short
    static HealthCheck check(@Nullable HealthConfig given) {
        if (given == null) {
            return HealthCheck.UNSAID;
        }
        require("Interval", given.interval());
        require("Timeout", given.timeout());
        Given.require(given.retries() >= 0, "Retries in Healthcheck cannot be negative");
        require("StartPeriod", given.startPeriod());
        require("StartInterval", given.startInterval());
        return new HealthCheck(
                Given.list(given.test()),
                Duration.ofNanos(given.interval()),
                Duration.ofNanos(given.timeout()),
                Duration.ofNanos(given.startPeriod()),
                Duration.ofNanos(given.startInterval()),
                given.retries());
    }

    private static void require(String name, long nanos) {
        Given.require(
                nanos == 0 || nanos >= LEAST,
                "%s in Healthcheck cannot be less than 1ms".formatted(name));
    }

    /// As `Config.Healthcheck`; `null` when nothing was said, by the request or by the image.
    static @Nullable JsonValue configured(HealthCheck check) {
        if (check.equals(HealthCheck.UNSAID)) {
            return null;
        }
        JsonValue.Builder fields = JsonValue.object();
        if (!check.test().isEmpty()) {
            fields.put("Test", check.test());
        }
        put(fields, "Interval", check.interval());
        put(fields, "Timeout", check.timeout());
        put(fields, "StartPeriod", check.startPeriod());
        put(fields, "StartInterval", check.startInterval());
        if (check.retries() != 0) {
            fields.put("Retries", check.retries());
        }
        return fields.build();
    }

    private static void put(JsonValue.Builder fields, String name, Duration time) {
        if (!time.isZero()) {
            fields.put(name, time.toNanos());
        }
    }

    /// As `State.Health`.
    static JsonValue state(Health health) {
        List<JsonValue> log = health.log().stream().map(HealthWire::probe).toList();
        return JsonValue.object()
                .put("Status", health.status().word())
                .put("FailingStreak", health.failingStreak())
                .put("Log", log)
                .build();
    }

    private static JsonValue probe(Health.Probe probe) {
        return JsonValue.object()
                .put("Start", probe.start())
                .put("End", probe.end())
                .put("ExitCode", probe.exitCode())
                .put("Output", probe.output())
                .build();
    }

    /// As the filter `health` names it.
    static String word(@Nullable Health health) {
        return health == null ? "none" : health.status().word();
    }

    /// As `docker ps` shows it behind the time a container is up.
    static String suffix(@Nullable Health health) {
        if (health == null) {
            return "";
        }
        return health.status() == Health.Status.STARTING
                ? " (health: starting)"
                : " (%s)".formatted(health.status().word());
    }
}
