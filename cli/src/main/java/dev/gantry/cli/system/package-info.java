/// The commands about the daemon as a whole, one file each.
///
/// Must not know: how containers are run. Read {@link dev.gantry.cli.system.VersionCommand}.
@NullMarked
package dev.gantry.cli.system;

import org.jspecify.annotations.NullMarked;
