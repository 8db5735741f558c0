package dev.gantry.host.storage;

import java.nio.file.Path;

/// A container's root file system that stands in the mount table.
///
/// @param path the mount point; what is below it is for {@link ContainerTree}
public record Mounted(Path path) {}
