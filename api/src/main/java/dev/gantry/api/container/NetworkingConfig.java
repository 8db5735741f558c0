package dev.gantry.api.container;

import dev.gantry.base.JsonValue;
import dev.gantry.base.PascalCase;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The networks a new container joins, by name.
@PascalCase
public record NetworkingConfig(@Nullable Map<String, JsonValue> endpointsConfig) {}
