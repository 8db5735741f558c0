package dev.gantry.http;

import java.io.IOException;
import java.io.OutputStream;

/// The body of a streamed response; what is written after its end is refused.
final class ResponseStream extends OutputStream {
    private final OutputStream sink;
    private boolean isFinished;

    /// @param sink whose closing ends the body
    ResponseStream(OutputStream sink) {
        this.sink = sink;
    }

    private void requireOpen() throws IOException {
        if (isFinished) {
            throw new IOException("the response has ended");
        }
    }

    @Override
    public void write(int b) throws IOException {
        requireOpen();
        sink.write(b);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        requireOpen();
        sink.write(b, off, len);
    }

    @Override
    public void flush() throws IOException {
        requireOpen();
        sink.flush();
    }

    @Override
    public void close() throws IOException {
        if (!isFinished) {
            isFinished = true;
            sink.close();
        }
    }
}
