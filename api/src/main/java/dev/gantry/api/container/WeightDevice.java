package dev.gantry.api.container;

import dev.gantry.base.PascalCase;
import org.jspecify.annotations.Nullable;

/// The share of block I/O on one device.
@PascalCase
public record WeightDevice(@Nullable String path, int weight) {}
