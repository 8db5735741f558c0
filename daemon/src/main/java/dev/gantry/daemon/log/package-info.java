/// Where log lines go and what they look like. Logback finds {@link dev.gantry.daemon.log.LogSetup}
/// by itself, and looks for no file.
@NullMarked
package dev.gantry.daemon.log;

import org.jspecify.annotations.NullMarked;
