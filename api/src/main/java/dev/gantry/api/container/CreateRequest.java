package dev.gantry.api.container;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The body of `POST /containers/create`: the fields of the configuration, and beside them those of
/// the host and of networking.
public record CreateRequest(
        ContainerConfig config,
        @Nullable HostConfig hostConfig,
        @Nullable NetworkingConfig networkingConfig) {
    /// @throws JsonException naming the field that does not fit
    public static CreateRequest parse(JsonValue body) throws JsonException {
        Parts parts = Json.read(Parts.class, body);
        return new CreateRequest(
                Json.read(ContainerConfig.class, body), parts.hostConfig, parts.networkingConfig);
    }

    public JsonValue toJson() {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        if (Json.tree(config) instanceof JsonValue.Obj(Map<String, JsonValue> own)) {
            fields.putAll(own);
        }
        fields.put("HostConfig", Json.tree(hostConfig));
        if (networkingConfig != null) {
            fields.put("NetworkingConfig", Json.tree(networkingConfig));
        }
        return new JsonValue.Obj(fields);
    }

    @dev.gantry.base.PascalCase
    record Parts(@Nullable HostConfig hostConfig, @Nullable NetworkingConfig networkingConfig) {}
}
