package dev.gantry.host.runtime;

import dev.gantry.base.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Resources as `linux.resources` of an OCI configuration; what is not asked for is left out.
final class ResourcesJson {
    private ResourcesJson() {}

    static JsonValue.Obj of(Resources resources) {
        JsonValue.Builder json =
                JsonValue.object()
                        .put(
                                "devices",
                                resources.devices().stream().map(ResourcesJson::rule).toList());
        limits(json, resources);
        if (!resources.unified().isEmpty()) {
            json.put("unified", resources.unified());
        }
        return json.build();
    }

    /// What can be changed while a container lives.
    static JsonValue.Obj limits(Resources resources) {
        JsonValue.Builder json = JsonValue.object();
        limits(json, resources);
        return json.build();
    }

    private static void limits(JsonValue.Builder json, Resources resources) {
        json.put("memory", memory(resources.memory()));
        put(json, "cpu", cpu(resources.cpu()));
        Long pids = resources.pids();
        if (pids != null) {
            json.put("pids", JsonValue.object().put("limit", pids).build());
        }
        put(json, "blockIO", blockIo(resources.blockIo()));
        List<JsonValue> pages =
                resources.hugePages().stream().map(ResourcesJson::hugePages).toList();
        if (!pages.isEmpty()) {
            json.put("hugepageLimits", pages);
        }
    }

    private static JsonValue rule(Resources.DeviceRule rule) {
        JsonValue.Builder json = JsonValue.object().put("allow", rule.allowed());
        if (!rule.type().equals("a")) {
            json.put("type", rule.type());
        }
        put(json, "major", rule.major());
        put(json, "minor", rule.minor());
        return json.put("access", rule.access()).build();
    }

    private static JsonValue.Obj memory(Resources.Memory memory) {
        JsonValue.Builder json = JsonValue.object();
        put(json, "limit", memory.limit());
        put(json, "reservation", memory.reservation());
        put(json, "swap", memory.swap());
        put(json, "swappiness", memory.swappiness());
        put(json, "kernelTCP", memory.kernelTcp());
        return json.put("disableOOMKiller", memory.oomKillDisabled()).build();
    }

    private static JsonValue.Obj cpu(Resources.Cpu cpu) {
        JsonValue.Builder json = JsonValue.object();
        put(json, "shares", cpu.shares());
        put(json, "period", cpu.period());
        put(json, "quota", cpu.quota());
        put(json, "realtimePeriod", cpu.realtimePeriod());
        put(json, "realtimeRuntime", cpu.realtimeRuntime());
        put(json, "cpus", cpu.cpus());
        put(json, "mems", cpu.mems());
        return json.build();
    }

    private static JsonValue.Obj blockIo(Resources.BlockIo blockIo) {
        JsonValue.Builder json = JsonValue.object();
        put(json, "weight", blockIo.weight());
        List<JsonValue> weights =
                blockIo.weightDevice().stream()
                        .<JsonValue>map(weight ->
                                JsonValue.object()
                                        .put("major", weight.major())
                                        .put("minor", weight.minor())
                                        .put("weight", weight.weight())
                                        .build())
                        .toList();
        if (!weights.isEmpty()) {
            json.put("weightDevice", weights);
        }
        put(json, "throttleReadBpsDevice", blockIo.readBytes());
        put(json, "throttleWriteBpsDevice", blockIo.writeBytes());
        put(json, "throttleReadIOPSDevice", blockIo.readOperations());
        put(json, "throttleWriteIOPSDevice", blockIo.writeOperations());
        return json.build();
    }

    private static void put(
            JsonValue.Builder json, String field, List<Resources.Throttle> throttles) {
        if (!throttles.isEmpty()) {
            json.put(
                    field,
                    throttles.stream()
                            .map(throttle ->
                                    JsonValue.object()
                                            .put("major", throttle.major())
                                            .put("minor", throttle.minor())
                                            .put("rate", throttle.rate())
                                            .build())
                            .toList());
        }
    }

    private static JsonValue hugePages(Resources.HugePages pages) {
        return JsonValue.object()
                .put("pageSize", pages.pageSize())
                .put("limit", pages.limit())
                .build();
    }

    private static void put(JsonValue.Builder json, String field, JsonValue.Obj part) {
        if (!part.fields().isEmpty()) {
            json.put(field, part);
        }
    }

    private static void put(JsonValue.Builder json, String field, @Nullable Object value) {
        if (value != null) {
            json.put(field, value);
        }
    }
}
