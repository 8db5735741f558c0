package dev.gantry.api.container;

import dev.gantry.base.PascalCase;
import org.jspecify.annotations.Nullable;

/// A limit on one device, in bytes or operations a second.
@PascalCase
public record ThrottleDevice(@Nullable String path, long rate) {}
