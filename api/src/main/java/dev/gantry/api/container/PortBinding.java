package dev.gantry.api.container;

import dev.gantry.base.PascalCase;
import org.jspecify.annotations.Nullable;

/// Where on the host a port of the container is published; an empty port is any free one.
@PascalCase
public record PortBinding(@Nullable String hostIp, @Nullable String hostPort) {}
