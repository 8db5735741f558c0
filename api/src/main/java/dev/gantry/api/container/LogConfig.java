package dev.gantry.api.container;

import dev.gantry.base.PascalCase;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The log driver and its options.
@PascalCase
public record LogConfig(@Nullable String type, @Nullable Map<String, String> config) {}
