package dev.gantry.api.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A connection that has left HTTP: what is written goes to the container, what is read comes from
/// it. One thread may read while another writes.
public final class Hijacked implements Closeable {
    private final Connection connection;
    private final String contentType;

    Hijacked(Connection connection, String contentType) {
        this.connection = connection;
        this.contentType = contentType;
    }

    public InputStream in() {
        return connection.in();
    }

    public OutputStream out() {
        return connection.out();
    }

    /// What the daemon said the stream is; empty when it did not.
    public String contentType() {
        return contentType;
    }

    /// Tells the other side that nothing more comes; reading goes on.
    public void closeWrite() throws IOException {
        connection.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
