package dev.gantry.api.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Frames what is written as chunks of HTTP/1.1. Small pieces are gathered until a chunk is full or
/// somebody flushes; large ones go through as they are.
final class Chunks extends OutputStream {
    private static final byte[] END_OF_CHUNK = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final byte[] buffer = new byte[64 * 1024];
    private int filled;

    Chunks(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > buffer.length - filled) {
            flush();
        }
        if (length >= buffer.length) {
            chunk(bytes, offset, length);
        } else {
            System.arraycopy(bytes, offset, buffer, filled, length);
            filled += length;
        }
    }

    @Override
    public void flush() throws IOException {
        if (filled > 0) {
            chunk(buffer, 0, filled);
            filled = 0;
        }
    }

    private void chunk(byte[] bytes, int offset, int length) throws IOException {
        String size = Integer.toHexString(length) + "\r\n";
        out.write(size.getBytes(StandardCharsets.US_ASCII));
        out.write(bytes, offset, length);
        out.write(END_OF_CHUNK);
    }

    /// Says that this was all; nothing can be written after it.
    void end() throws IOException {
        flush();
        out.write(LAST_CHUNK);
        out.flush();
    }
}
