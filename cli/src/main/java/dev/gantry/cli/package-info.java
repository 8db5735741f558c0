/// `gantry`, the command line: Docker's commands, options and output, over the Engine API.
///
/// This package finds the command that was meant and makes only that one; `ls` of the packages
/// below is the list of commands. Must not know: the engine; it has the API alone. Read {@link
/// dev.gantry.cli.Main} and {@link dev.gantry.cli.Commands}.
@NullMarked
package dev.gantry.cli;

import org.jspecify.annotations.NullMarked;
