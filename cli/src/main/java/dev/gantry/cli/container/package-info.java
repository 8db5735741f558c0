/// The commands about containers, one file each.
///
/// A command declares its flags, makes its requests, prints what comes back; what is hard about
/// that lives in the packages beside. Read {@link dev.gantry.cli.container.RunCommand} and {@link
/// dev.gantry.cli.container.KillCommand}.
@NullMarked
package dev.gantry.cli.container;

import org.jspecify.annotations.NullMarked;
