/// Carries lines to log servers: syslog, the journal, GELF, Fluentd. A {@link
/// dev.gantry.host.log.LogSink} is one connection; what it is connected to is a {@link
/// dev.gantry.host.log.LogServer}.
///
/// Must not know: what a container is, where lines come from, or what becomes of one that could not
/// be sent.
@NullMarked
package dev.gantry.host.log;

import org.jspecify.annotations.NullMarked;
