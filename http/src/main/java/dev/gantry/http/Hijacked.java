package dev.gantry.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A connection that no longer speaks HTTP. One thread may read while another writes.
public interface Hijacked extends AutoCloseable {
    /// Begins with what the client sent early; ends where the client closes its sending half.
    InputStream input();

    /// Unbuffered: each write reaches the client.
    OutputStream output();

    /// Closes our sending half: the client reads the end, and may go on sending (with TLS 1.2 it
    /// may not: there the whole connection ends).
    void shutdownOutput() throws IOException;

    /// Whether the client asked for an upgrade and was answered 101.
    boolean wasUpgraded();

    /// Closes both halves; wakes who reads or writes.
    @Override
    void close();
}
