/// Attached containers: the terminal in raw mode and its size, keys that detach, signals passed on,
/// and the bytes between our standard streams and the daemon's.
///
/// Must not know: flags, how a container was made. Read {@link dev.gantry.cli.terminal.Session}.
@NullMarked
package dev.gantry.cli.terminal;

import org.jspecify.annotations.NullMarked;
