package dev.gantry.engine.container;

import dev.gantry.host.runtime.Usage;
import org.jspecify.annotations.Nullable;

/// What a container uses.
///
/// @param before what its processors had used at the look before, to tell how busy they are; `null`
///   when that is not wanted
public record Sample(Usage usage, Usage.@Nullable Cpu before) {}
