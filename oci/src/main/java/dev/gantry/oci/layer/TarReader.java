package dev.gantry.oci.layer;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads a tar archive entry by entry: v7, ustar, PAX and GNU, with long names, sparse files,
/// extended attributes and numbers of any size.
///
/// Life: {@link #next} until it gives `null`, and {@link #content} of a file in between, which need
/// not be read to its end. At the end of the archive the stream is read to its own end, so that a
/// wrapper below which verifies a digest has seen all of it. Closing closes the stream.
public final class TarReader implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final CountedInput in;
    private final TarLimits limits;
    private PaxRecords global = new PaxRecords();
    private String where = "at its start: this is no tar archive";
    private long entries;
    private @Nullable TarEntry current;
    private StoredInput stored;

    public TarReader(InputStream in, TarLimits limits) {
        this.in = new CountedInput(new BufferedInputStream(in, BUFFER), limits.mostBytes());
        this.limits = limits;
        this.stored = new StoredInput(this.in, 0, "");
    }

    /// The next entry, or `null` at the end of the archive.
    ///
    /// @throws MalformedArchiveException when this is no tar archive, or one cut short
    public @Nullable TarEntry next() throws IOException {
        stored.finish();
        current = null;
        TarEntryParts parts = new TarEntryParts(limits);
        TarHeader header = header();
        while (header != null && isExtension(header)) {
            extend(parts, header);
            header = header();
        }
        if (header == null) {
            if (!parts.isEmpty()) {
                throw new MalformedArchiveException("tar: an extended header without its entry");
            }
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return null;
        }
        TarEntryParts.Read read = parts.entry(header, global, in);
        current = read.entry();
        String name = read.entry().displayName();
        where = "behind " + name;
        stored = new StoredInput(in, read.stored(), read.padding(), name);
        return current;
    }

    /// The content of the current file, with zeros for the holes of a sparse one; nothing for other
    /// entries. Valid until the next call of {@link #next}.
    public InputStream content() {
        TarEntry entry = current;
        return entry == null || entry.sparse() == null
                ? stored
                : new SparseInput(stored, entry.sparse(), entry.size(), in);
    }

    /// The data of the current file without its holes: the segments of {@link TarEntry#sparse} one
    /// behind the other. For a file without holes the same as {@link #content}.
    public InputStream data() {
        return stored;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static boolean isExtension(TarHeader header) {
        return "xgLK".indexOf(header.type()) >= 0;
    }

    private void extend(TarEntryParts parts, TarHeader header) throws IOException {
        byte[] text = extension(header);
        switch (header.type()) {
            case 'x' -> parts.pax(PaxRecords.parse(text));
            case 'g' -> global = PaxRecords.parse(text).over(global);
            case 'L' -> parts.longName(untilNul(text));
            default -> parts.longLink(untilNul(text));
        }
    }

    private byte[] extension(TarHeader header) throws IOException {
        long size = header.size();
        if (size < 0 || size > limits.largestHeader()) {
            throw new MalformedArchiveException(
                    "tar: extended header of %d bytes %s".formatted(size, where));
        }
        StoredInput text = new StoredInput(in, size, "an extended header");
        byte[] bytes = text.readNBytes((int) size);
        text.finish();
        return bytes;
    }

    private static byte[] untilNul(byte[] text) {
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return Arrays.copyOf(text, end);
    }

    /// The next header, or `null` at the end. A single block of zeros ends an archive, as it does
    /// for GNU tar, and so does the end of the stream where a header could stand.
    private @Nullable TarHeader header() throws IOException {
        byte[] block = new byte[TarHeader.BLOCK];
        int got = in.readNBytes(block, 0, block.length);
        if (got == 0 || (got == block.length && TarHeader.isZero(block))) {
            return null;
        }
        if (got < block.length && entries == 0) {
            throw new MalformedArchiveException("tar: this is no tar archive");
        }
        if (got < block.length) {
            throw new MalformedArchiveException("tar: archive is cut short " + where);
        }
        if (++entries > limits.mostEntries()) {
            throw new MalformedArchiveException(
                    "tar: more than %d entries".formatted(limits.mostEntries()));
        }
        return TarHeader.of(block, where);
    }

    /// What an archive stores of one file, and the padding behind it.
    static final class StoredInput extends InputStream {
        private final InputStream in;
        private final String name;
        private final long padding;
        private long left;
        private boolean done;

        StoredInput(InputStream in, long size, String name) {
            this(in, size, TarHeader.padding(size), name);
        }

        StoredInput(InputStream in, long size, long padding, String name) {
            this.in = in;
            this.left = size;
            this.padding = padding;
            this.name = name;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return length == 0 ? 0 : -1;
            }
            int got = in.read(buffer, offset, (int) Math.min(length, left));
            if (got < 0) {
                throw cutShort();
            }
            left -= got;
            return got;
        }

        @Override
        public int available() {
            return (int) Math.min(left, Integer.MAX_VALUE);
        }

        private MalformedArchiveException cutShort() {
            return new MalformedArchiveException("tar: archive is cut short inside " + name);
        }

        /// Goes to where the next header stands.
        private void finish() throws IOException {
            try {
                in.skipNBytes(left);
                left = 0;
                in.skipNBytes(done ? 0 : padding);
                done = true;
            } catch (EOFException e) {
                throw cutShort();
            }
        }
    }
}
