package dev.gantry.daemon.wire;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.oci.Platform;
import org.jspecify.annotations.Nullable;

/// Platforms in queries: `linux/arm64`, or since 1.49 a JSON object.
public final class Platforms {
    private Platforms() {}

    public static @Nullable Platform parseOrNull(String text) {
        return text.isEmpty() ? null : parse(text);
    }

    private static Platform parse(String text) {
        try {
            if (text.startsWith("{") && Json.parse(text) instanceof JsonValue.Obj fields) {
                String variant = fields.text("variant", "");
                return Platform.normal(
                        fields.text("os", "linux"),
                        fields.text("architecture", Platform.current().architecture()),
                        variant.isEmpty() ? null : variant);
            }
            return Platform.parse(text);
        } catch (JsonException | IllegalArgumentException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID, "failed to parse platform: " + e.getMessage(), e);
        }
    }
}
