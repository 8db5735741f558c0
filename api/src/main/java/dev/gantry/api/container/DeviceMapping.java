package dev.gantry.api.container;

import dev.gantry.base.PascalCase;
import org.jspecify.annotations.Nullable;

/// A device of the host and where the container sees it; permissions of `r`, `w`, `m`.
@PascalCase
public record DeviceMapping(
        @Nullable String pathOnHost,
        @Nullable String pathInContainer,
        @Nullable String cgroupPermissions) {}
