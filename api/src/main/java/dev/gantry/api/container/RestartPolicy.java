package dev.gantry.api.container;

import dev.gantry.base.PascalCase;
import org.jspecify.annotations.Nullable;

/// When an ended container is started again: `no`, `always`, `unless-stopped`, `on-failure`.
@PascalCase
public record RestartPolicy(@Nullable String name, int maximumRetryCount) {}
