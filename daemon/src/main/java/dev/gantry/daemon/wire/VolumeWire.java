package dev.gantry.daemon.wire;

import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.volume.VolumeDocument;
import dev.gantry.engine.volume.VolumeRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Volumes as JSON.
public final class VolumeWire {
    private static final JsonValue NULL = new JsonValue.Null();

    private VolumeWire() {}

    /// @param data where its content is on the host
    public static JsonValue volume(VolumeDocument volume, Path data) {
        return JsonValue.object()
                .put("CreatedAt", volume.created())
                .put("Driver", "local")
                .put("Labels", orNull(volume.labels()))
                .put("Mountpoint", data.toString())
                .put("Name", volume.name())
                .put("Options", orNull(volume.options()))
                .put("Scope", "local")
                .build();
    }

    private static Object orNull(Map<String, String> pairs) {
        return pairs.isEmpty() ? NULL : new TreeMap<>(pairs);
    }

    /// The body of `POST /volumes/create`.
    public static VolumeRequest request(JsonValue body) {
        if (!(body instanceof JsonValue.Obj fields)) {
            throw EngineException.invalid(
                    "invalid JSON: json: cannot unmarshal %s into Go value of type volume.CreateOptions"
                            .formatted(body.kind()));
        }
        Given.refuse(fields.get("ClusterVolumeSpec").isPresent(), "cluster volumes");
        return VolumeRequest.of(
                text(fields, "Name"),
                text(fields, "Driver"),
                pairs(fields, "DriverOpts"),
                pairs(fields, "Labels"));
    }

    private static String text(JsonValue.Obj fields, String name) {
        return switch (fields.get(name).orElse(NULL)) {
            case JsonValue.Str(String text) -> text;
            case JsonValue.Null _ -> "";
            default -> throw wrongType(name);
        };
    }

    private static Map<String, String> pairs(JsonValue.Obj fields, String name) {
        return switch (fields.get(name).orElse(NULL)) {
            case JsonValue.Obj(Map<String, JsonValue> given) -> {
                Map<String, String> pairs = new HashMap<>();
                given.forEach((key, value) -> {
                    if (!(value instanceof JsonValue.Str(String text))) {
                        throw wrongType(name);
                    }
                    pairs.put(key, text);
                });
                yield pairs;
            }
            case JsonValue.Null _ -> Map.of();
            default -> throw wrongType(name);
        };
    }

    private static EngineException wrongType(String field) {
        return EngineException.invalid(
                "invalid JSON: json: cannot unmarshal into Go struct field .%s".formatted(field));
    }
}
