package dev.gantry.host.runtime;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a container, or a command in one, ended.
///
/// @param code as a shell counts it: 128 and the signal's number for a death by signal
/// @param oomKilled the kernel ran out of the container's memory at least once
/// @param doubt why `code` is a guess, as when the monitor itself was killed; else `null`
public record Exit(int code, Instant at, boolean oomKilled, @Nullable String doubt) {}
