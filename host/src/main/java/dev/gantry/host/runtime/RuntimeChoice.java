package dev.gantry.host.runtime;

import java.nio.file.Path;

/// The runtime containers get when they ask for none.
///
/// @param reason why this one, in a sentence for `info`
public record RuntimeChoice(String name, Path program, String version, String reason) {}
