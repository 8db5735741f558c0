package dev.gantry.oci.layer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes a tar archive: ustar, with PAX records for what does not fit. The same entries make the
/// same bytes.
///
/// Closing ends the archive, unless writing an entry has failed, and leaves the stream open. Files
/// with holes are written with zeros in their place.
public final class TarWriter implements AutoCloseable {
    private static final byte[] ZEROS = new byte[2 * TarHeader.BLOCK];
    private static final int BUFFER = 1 << 16;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private boolean broken;
    private boolean closed;

    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /// @param content of a file, of which exactly the entry's size is read; `null` for other
    ///   entries and for empty files
    public void put(TarEntry entry, @Nullable InputStream content) throws IOException {
        broken = true;
        TarBlocks blocks = TarBlocks.of(entry);
        out.write(blocks.bytes());
        if (entry.size() > 0) {
            copy(entry, content == null ? InputStream.nullInputStream() : content);
            out.write(ZEROS, 0, (int) TarHeader.padding(entry.size()));
        }
        broken = false;
    }

    /// Puts a file whose content is at hand.
    public void put(String name, int mode, java.time.Instant modified, byte[] content)
            throws IOException {
        put(
                TarEntry.file(name, mode, content.length, modified),
                new java.io.ByteArrayInputStream(content));
    }

    private void copy(TarEntry entry, InputStream content) throws IOException {
        long left = entry.size();
        while (left > 0) {
            int got = content.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (got < 0) {
                throw new EOFException(
                        "tar: %s is %d bytes shorter than it was"
                                .formatted(entry.displayName(), left));
            }
            out.write(buffer, 0, got);
            left -= got;
        }
    }

    @Override
    public void close() throws IOException {
        if (!broken && !closed) {
            out.write(ZEROS);
            out.flush();
        }
        closed = true;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] padded(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length + (int) TarHeader.padding(bytes.length));
    }
}
