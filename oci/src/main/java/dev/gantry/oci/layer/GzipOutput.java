package dev.gantry.oci.layer;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Compresses with gzip (RFC 1952), always to the same bytes: no time, no name, no system in the
/// header. Closing it ends the data and closes the stream below.
public final class GzipOutput extends FilterOutputStream {
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final int BUFFER = 1 << 16;
    private static final int LEVEL = 6;

    private final Deflater deflater = new Deflater(LEVEL, true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[BUFFER];
    private boolean closed;

    public GzipOutput(OutputStream out) throws IOException {
        super(out);
        out.write(HEADER);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        crc.update(bytes, offset, length);
        deflater.setInput(bytes, offset, length);
        while (!deflater.needsInput()) {
            pass();
        }
    }

    private void pass() throws IOException {
        int got = deflater.deflate(buffer, 0, buffer.length);
        out.write(buffer, 0, got);
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (OutputStream below = out) {
            deflater.finish();
            while (!deflater.finished()) {
                pass();
            }
            writeLittleEndian(below, crc.getValue());
            writeLittleEndian(below, deflater.getBytesRead());
        } finally {
            deflater.end();
        }
    }

    private static void writeLittleEndian(OutputStream out, long value) throws IOException {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write((int) (value >>> shift) & 0xff);
        }
    }
}
