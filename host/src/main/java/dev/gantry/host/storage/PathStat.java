package dev.gantry.host.storage;

import java.time.Instant;

/// What stands at a path of a container's tree.
///
/// @param name the last part of the path as it was asked for
/// @param mode type and permission bits, as in `st_mode`
/// @param linkTarget where a link leads to inside the tree, every link on the way followed; empty
///   for everything else
public record PathStat(String name, long size, int mode, Instant modified, String linkTarget) {}
