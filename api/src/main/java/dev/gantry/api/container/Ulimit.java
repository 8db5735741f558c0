package dev.gantry.api.container;

import dev.gantry.base.PascalCase;
import org.jspecify.annotations.Nullable;

/// A resource limit by its short name, such as `nofile`.
@PascalCase
public record Ulimit(@Nullable String name, long hard, long soft) {}
