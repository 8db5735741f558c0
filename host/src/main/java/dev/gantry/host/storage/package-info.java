/// Layers on disk and the root file systems made of them: unpacking, overlay mounts, what a
/// container changed, and the one door to files inside a container's root.
///
/// Everything below a `diff`, `upper` or `merged` directory was written by strangers: it is reached
/// through descriptors only, never through `java.nio.file` or `java.io.File`, and no link in it
/// leads out. Our own directories around them are ordinary paths.
///
/// Nothing here knows images, containers' lives or processes. Read {@link
/// dev.gantry.host.storage.LayerStore} first, then {@link dev.gantry.host.storage.Snapshots}.
@NullMarked
package dev.gantry.host.storage;

import org.jspecify.annotations.NullMarked;
