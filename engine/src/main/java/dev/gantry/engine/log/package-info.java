/// What becomes of a container's output: how much of it is kept, what is told about it, and to
/// which log server it is sent.
///
/// The monitor writes everything to files (`host.runtime`); a {@link dev.gantry.engine.log.LogSpec}
/// is what was asked for, and {@link dev.gantry.engine.log.Shipping} carries records from the files
/// to servers by the sinks of `host.log`. Must not know: how records lie in files, or a server's
/// protocol.
@NullMarked
package dev.gantry.engine.log;

import org.jspecify.annotations.NullMarked;
