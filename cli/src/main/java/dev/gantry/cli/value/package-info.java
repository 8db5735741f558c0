/// Values as Docker's command line writes and shows them: sizes, durations, ages, key=value pairs.
/// Pure functions; messages of refusals are the words Docker's users know.
///
/// Must not know: flags, commands, the daemon. Read {@link dev.gantry.cli.value.Size} and {@link
/// dev.gantry.cli.value.Age}.
@NullMarked
package dev.gantry.cli.value;

import org.jspecify.annotations.NullMarked;
