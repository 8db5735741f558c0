/// What a command is, and what it is given: flags declared as a table, arguments parsed from it,
/// the streams and the daemon it may use, and how it may end.
///
/// Must not know: any one command. Read {@link dev.gantry.cli.command.Command} and {@link
/// dev.gantry.cli.command.Spec}.
@NullMarked
package dev.gantry.cli.command;

import org.jspecify.annotations.NullMarked;
