package dev.gantry.daemon.wire;

import dev.gantry.base.JsonValue;
import dev.gantry.engine.container.ContainerDocument;
import dev.gantry.engine.container.ContainerDocument.State;
import dev.gantry.engine.container.ContainerDocument.Status;
import dev.gantry.engine.container.Health;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a container is doing: for programs, and in words.
final class StateWire {
    /// Go's time that is not set.
    private static final String NEVER = "0001-01-01T00:00:00Z";

    private StateWire() {}

    static JsonValue inspected(State state, @Nullable Health health) {
        Status status = state.status();
        boolean isRestarting = status == Status.RESTARTING;
        JsonValue.Builder object =
                JsonValue.object()
                        .put("Status", status.word())
                        .put(
                                "Running",
                                status == Status.RUNNING || status == Status.PAUSED || isRestarting)
                        .put("Paused", status == Status.PAUSED)
                        .put("Restarting", isRestarting)
                        .put("OOMKilled", state.oomKilled())
                        .put("Dead", status == Status.DEAD)
                        .put("Pid", state.pid())
                        .put("ExitCode", state.exitCode())
                        .put("Error", state.error())
                        .put("StartedAt", time(state.startedAt()))
                        .put("FinishedAt", time(state.finishedAt()));
        if (health != null) {
            object.put("Health", HealthWire.state(health));
        }
        return object.build();
    }

    private static Object time(@Nullable Instant time) {
        return time == null ? NEVER : time;
    }

    /// As `docker ps` shows it.
    static String words(ContainerDocument container, @Nullable Health health, Instant now) {
        State state = container.state();
        return switch (state.status()) {
            case CREATED -> "Created";
            case RUNNING -> "Up " + since(state.startedAt(), now) + HealthWire.suffix(health);
            case PAUSED -> "Up " + since(state.startedAt(), now) + " (Paused)";
            case RESTARTING ->
                    "Restarting (%d) %s ago"
                            .formatted(state.exitCode(), since(state.finishedAt(), now));
            case EXITED ->
                    state.finishedAt() == null
                            ? "Created"
                            : "Exited (%d) %s ago"
                                    .formatted(state.exitCode(), since(state.finishedAt(), now));
            case DEAD -> "Dead";
        };
    }

    private static String since(@Nullable Instant time, Instant now) {
        return HumanDuration.of(time == null ? Duration.ZERO : Duration.between(time, now));
    }
}
