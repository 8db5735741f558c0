package dev.gantry.host.log;

import java.io.Closeable;
import java.io.IOException;

/// A connection to a log server. Used by one thread. After a failure it is closed and another one
/// opened.
public interface LogSink extends Closeable {
    void send(LogLine line) throws IOException, InterruptedException;
}
