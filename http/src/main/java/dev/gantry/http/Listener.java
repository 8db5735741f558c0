package dev.gantry.http;

import java.io.Closeable;
import java.io.IOException;

/// A place where clients arrive.
interface Listener extends Closeable {
    /// Waits for the next client; fails with `ClosedChannelException` or `SocketException` once
    /// closed.
    Link accept() throws IOException;

    /// Whether a client above the limit can be told so without costing us much.
    boolean canRefuse();

    boolean isOpen();
}
