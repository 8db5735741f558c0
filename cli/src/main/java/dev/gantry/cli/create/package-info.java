/// The options of `run` and `create`, and the creation request they make: one table of flags, and
/// readers of the small languages some of their values are written in.
///
/// Pure but for the files that are named to be read. Must not know: the daemon. Read {@link
/// dev.gantry.cli.create.ContainerFlags} and {@link dev.gantry.cli.create.ContainerRequest}.
@NullMarked
package dev.gantry.cli.create;

import org.jspecify.annotations.NullMarked;
