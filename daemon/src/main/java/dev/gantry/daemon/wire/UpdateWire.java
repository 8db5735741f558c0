package dev.gantry.daemon.wire;

import dev.gantry.api.container.HostConfig;
import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.Changing;
import dev.gantry.engine.container.ContainerSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The body of `POST /containers/{id}/update`: limits and a restart policy over those a container
/// has. What is zero or absent stays as it is, by Docker's rules.
public final class UpdateWire {
    private static final List<String> FIELDS =
            List.of(
                    "BlkioWeight",
                    "CpuPeriod",
                    "CpuQuota",
                    "CpuRealtimePeriod",
                    "CpuRealtimeRuntime",
                    "CpuShares",
                    "CpusetCpus",
                    "CpusetMems",
                    "Memory",
                    "MemoryReservation",
                    "MemorySwap",
                    "NanoCpus");

    private final HostConfig asked;
    private final ApiVersion version;
    private final HostDefaults defaults;

    private UpdateWire(HostConfig asked, ApiVersion version, HostDefaults defaults) {
        this.asked = asked;
        this.version = version;
        this.defaults = defaults;
    }

    /// @throws EngineException `INVALID` in Docker's words when it makes no sense by itself
    public static UpdateWire parse(JsonValue body, ApiVersion version, HostDefaults defaults)
            throws JsonException {
        HostConfig asked = Json.read(HostConfig.class, body);
        ResourceWire.requireUpdate(asked, defaults);
        ContainerSpec.Restart _ = SpecWire.restart(asked);
        return new UpdateWire(asked, version, defaults);
    }

    public List<String> warnings() {
        return ResourceWire.warnings(asked, defaults);
    }

    /// What a container becomes.
    ///
    /// @throws EngineException `CONFLICT` when that does not fit what it is
    public Changing.Wanted of(ContainerSpec now) {
        Map<String, JsonValue> fields =
                new LinkedHashMap<>(HostConfigEcho.hostConfig(now).fields());
        HostConfig before = read(fields);
        requireCpu(before);
        requireMemory(before);
        if (Json.tree(asked) instanceof JsonValue.Obj given) {
            FIELDS.forEach(name ->
                    given.get(name)
                            .filter(UpdateWire::isSet)
                            .ifPresent(value -> fields.put(name, value)));
        }
        Long pids = asked.pidsLimit();
        if (pids != null && version.isAtLeast(40)) {
            fields.put("PidsLimit", JsonValue.Num.of(Math.max(0, pids)));
        }
        ContainerSpec.Restart restart = now.restart();
        if (asked.restartPolicy() != null && !Given.text(asked.restartPolicy().name()).isEmpty()) {
            restart = SpecWire.restart(asked);
            fields.put("RestartPolicy", Json.tree(asked.restartPolicy()));
        }
        return new Changing.Wanted(
                ResourceWire.limits(read(fields), defaults),
                restart,
                HostConfigEcho.with(now, new JsonValue.Obj(fields)));
    }

    private static HostConfig read(Map<String, JsonValue> fields) {
        try {
            return Json.read(HostConfig.class, new JsonValue.Obj(fields));
        } catch (JsonException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isSet(JsonValue value) {
        return switch (value) {
            case JsonValue.Num(String literal) -> !literal.equals("0");
            case JsonValue.Str(String text) -> !text.isEmpty();
            case JsonValue.Bool _, JsonValue.Null _, JsonValue.Arr _, JsonValue.Obj _ -> false;
        };
    }

    private void requireCpu(HostConfig before) {
        String nanoCpus =
                "Conflicting options: Nano CPUs cannot be updated as %s has already been set";
        String other = "Conflicting options: %s cannot be updated as NanoCPUs has already been set";
        requireNot(
                asked.nanoCpus() > 0 && before.cpuPeriod() > 0, nanoCpus.formatted("CPU Period"));
        requireNot(asked.nanoCpus() > 0 && before.cpuQuota() > 0, nanoCpus.formatted("CPU Quota"));
        requireNot(asked.cpuPeriod() > 0 && before.nanoCpus() > 0, other.formatted("CPU Period"));
        requireNot(asked.cpuQuota() > 0 && before.nanoCpus() > 0, other.formatted("CPU Quota"));
    }

    private void requireMemory(HostConfig before) {
        requireNot(
                asked.memory() != 0
                        && asked.memorySwap() == 0
                        && asked.memory() > before.memorySwap(),
                "Memory limit should be smaller than already set memoryswap limit, update the"
                        + " memoryswap at the same time");
    }

    private static void requireNot(boolean isWrong, String message) {
        if (isWrong) {
            throw EngineException.conflict(message);
        }
    }
}
