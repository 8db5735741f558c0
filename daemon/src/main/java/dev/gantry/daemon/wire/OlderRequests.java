package dev.gantry.daemon.wire;

import dev.gantry.base.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Creation requests of older versions of the API, said as the newest would: fields a version does
/// not have are passed over, and its own defaults are filled in.
final class OlderRequests {
    private static final JsonValue SHAREABLE = new JsonValue.Str("shareable");

    /// A field of `HostConfig` and the version, after 1, it came with.
    private record Since(String field, int minor) {}

    private static final List<Since> FIELDS =
            List.of(
                    new Since("AutoRemove", 25),
                    new Since("KernelMemoryTCP", 40),
                    new Since("ConsoleSize", 42),
                    new Since("Annotations", 43));

    private OlderRequests() {}

    static JsonValue.Obj asNow(JsonValue.Obj request, ApiVersion version) {
        if (version.isAtLeast(43)) {
            return request;
        }
        Map<String, JsonValue> fields = new LinkedHashMap<>(request.fields());
        fields.replaceAll((name, value) ->
                name.equalsIgnoreCase("HostConfig") && value instanceof JsonValue.Obj host
                        ? host(host, version)
                        : value);
        return new JsonValue.Obj(fields);
    }

    private static JsonValue host(JsonValue.Obj given, ApiVersion version) {
        Map<String, JsonValue> host = new LinkedHashMap<>(given.fields());
        for (Since since : FIELDS) {
            if (!version.isAtLeast(since.minor)) {
                host.keySet().removeIf(since.field::equalsIgnoreCase);
            }
        }
        boolean hasIpcMode =
                host.entrySet().stream()
                        .anyMatch(field ->
                                field.getKey().equalsIgnoreCase("IpcMode")
                                        && field.getValue() instanceof JsonValue.Str(String mode)
                                        && !mode.isEmpty());
        if (!version.isAtLeast(40) && !hasIpcMode) {
            host.put("IpcMode", SHAREABLE);
        }
        return new JsonValue.Obj(host);
    }
}
