package dev.gantry.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// One accepted connection, below HTTP. Reading and writing do not wait for each other.
///
/// {@link #handshake} comes first, on the connection's own thread; {@link #abort} may come at any
/// time from any thread and makes everything else fail.
interface Link extends Closeable {
    /// Does what must be done before bytes flow.
    Connection handshake() throws IOException;

    InputStream input() throws IOException;

    /// Unbuffered.
    OutputStream output() throws IOException;

    void shutdownOutput() throws IOException;

    /// Ends politely; may wait for the peer with TLS.
    @Override
    void close() throws IOException;

    /// Ends at once.
    void abort();
}
