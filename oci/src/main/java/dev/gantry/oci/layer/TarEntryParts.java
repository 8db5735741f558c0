package dev.gantry.oci.layer;

import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the headers before an entry have said about it, until its own header makes it whole. Where
/// they disagree the order is that of Go's `archive/tar`, which Docker reads layers with.
final class TarEntryParts {
    /// An entry and how much the archive stores of it.
    record Read(TarEntry entry, long stored, long padding) {}

    private static final byte[] NONE = {};

    private final TarLimits limits;
    private PaxRecords pax = new PaxRecords();
    private byte @Nullable [] longName;
    private byte @Nullable [] longLink;
    private boolean empty = true;

    TarEntryParts(TarLimits limits) {
        this.limits = limits;
    }

    void pax(PaxRecords records) {
        pax = records;
        empty = false;
    }

    void longName(byte[] name) {
        longName = name;
        empty = false;
    }

    void longLink(byte[] link) {
        longLink = link;
        empty = false;
    }

    boolean isEmpty() {
        return empty;
    }

    /// @param in at the entry's data; a sparse map that stands there is read
    Read entry(TarHeader header, PaxRecords global, InputStream in) throws IOException {
        PaxRecords records = pax.over(global);
        byte[] raw = rawName(header, records);
        TarEntry.Type type = type(header, raw);
        long stored = type == TarEntry.Type.FILE ? records.number("size", header.size()) : 0;
        if (stored < 0) {
            throw new MalformedArchiveException("tar: negative size of " + TarEntry.show(raw));
        }
        long padding = TarHeader.padding(stored);
        SparseParts sparse =
                type == TarEntry.Type.FILE
                        ? SparseParts.read(header, records, stored, in, limits)
                        : SparseParts.none(0);
        if (sparse.map() != null && sparse.map().dataSize() != sparse.stored()) {
            throw new MalformedArchiveException(
                    "tar: sparse map of %s does not fit its data".formatted(TarEntry.show(raw)));
        }
        return new Read(entry(header, records, raw, type, sparse), sparse.stored(), padding);
    }

    private TarEntry entry(
            TarHeader header,
            PaxRecords records,
            byte[] raw,
            TarEntry.Type type,
            SparseParts sparse)
            throws MalformedArchiveException {
        boolean isDevice =
                type == TarEntry.Type.CHARACTER_DEVICE || type == TarEntry.Type.BLOCK_DEVICE;
        return new TarEntry(
                inForm(raw),
                type,
                (int) (header.mode() & 07777),
                owner(records.number("uid", header.uid())),
                owner(records.number("gid", header.gid())),
                sparse.size(),
                modified(header, records),
                linkTarget(header, records, type),
                isDevice ? device(header.deviceMajor()) : 0,
                isDevice ? device(header.deviceMinor()) : 0,
                records.xattrs(),
                sparse.map());
    }

    private byte[] rawName(TarHeader header, PaxRecords records) throws MalformedArchiveException {
        byte[] sparseName = records.sparseName();
        byte[] path = records.bytes("path");
        if (sparseName != null) {
            return checked(sparseName);
        }
        if (longName != null && longName.length > 0) {
            return checked(longName);
        }
        return checked(path == null ? header.name() : path);
    }

    private byte[] linkTarget(TarHeader header, PaxRecords records, TarEntry.Type type)
            throws MalformedArchiveException {
        byte[] path = records.bytes("linkpath");
        byte[] link =
                longLink != null && longLink.length > 0
                        ? longLink
                        : path == null ? header.linkName() : path;
        return switch (type) {
            case SYMLINK -> checked(link);
            case HARDLINK -> inForm(checked(link));
            case FILE, CHARACTER_DEVICE, BLOCK_DEVICE, DIRECTORY, FIFO -> NONE;
        };
    }

    private byte[] checked(byte[] name) throws MalformedArchiveException {
        if (name.length > limits.longestName()) {
            throw new MalformedArchiveException(
                    "tar: name of %d bytes is too long: %s"
                            .formatted(name.length, TarEntry.show(name)));
        }
        return name;
    }

    /// Takes `./` from the front and slashes from the end.
    private static byte[] inForm(byte[] name) {
        int from = 0;
        while (from < name.length
                && name[from] == '.'
                && (from + 1 == name.length || name[from + 1] == '/')) {
            from++;
            while (from < name.length && name[from] == '/') {
                from++;
            }
        }
        int to = name.length;
        while (to > from + 1 && name[to - 1] == '/') {
            to--;
        }
        return Arrays.copyOfRange(name, from, to);
    }

    private static TarEntry.Type type(TarHeader header, byte[] name)
            throws MalformedArchiveException {
        boolean slash = name.length > 0 && name[name.length - 1] == '/';
        return switch (header.type()) {
            // v7 had no type for directories
            case '\0' -> slash ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
            case '0', '7', 'S' -> TarEntry.Type.FILE;
            case '1' -> TarEntry.Type.HARDLINK;
            case '2' -> TarEntry.Type.SYMLINK;
            case '3' -> TarEntry.Type.CHARACTER_DEVICE;
            case '4' -> TarEntry.Type.BLOCK_DEVICE;
            case '5' -> TarEntry.Type.DIRECTORY;
            case '6' -> TarEntry.Type.FIFO;
            default ->
                    throw new MalformedArchiveException(
                            "tar: %s has the unknown type 0x%02x"
                                    .formatted(TarEntry.show(name), (int) header.type()));
        };
    }

    private static long owner(long id) throws MalformedArchiveException {
        if (id < 0) {
            throw new MalformedArchiveException("tar: negative owner " + id);
        }
        return id;
    }

    private static int device(long number) throws MalformedArchiveException {
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new MalformedArchiveException("tar: device number %d".formatted(number));
        }
        return (int) number;
    }

    private static Instant modified(TarHeader header, PaxRecords records)
            throws MalformedArchiveException {
        Instant exact = records.time("mtime");
        try {
            return exact == null ? Instant.ofEpochSecond(header.modified()) : exact;
        } catch (DateTimeException e) {
            throw new MalformedArchiveException("tar: mtime out of range", e);
        }
    }

    /// How a file is stored: its size, what of it is in the archive, and where that belongs.
    private record SparseParts(long size, long stored, @Nullable SparseMap map) {
        static SparseParts none(long size) {
            return new SparseParts(size, size, null);
        }

        static SparseParts read(
                TarHeader header, PaxRecords records, long stored, InputStream in, TarLimits limits)
                throws IOException {
            if (header.type() == 'S') {
                List<Long> map = SparseMaps.old(header, in, limits);
                return of(map, header.sparseSize(), stored);
            }
            if (records.hasMapInData()) {
                SparseMaps.InData map = SparseMaps.inData(in, stored, limits);
                return of(map.numbers(), records.sparseSize(stored), stored - map.bytes());
            }
            return records.hasMapHere()
                    ? of(records.sparseMap(), records.sparseSize(stored), stored)
                    : none(stored);
        }

        private static SparseParts of(List<Long> numbers, long size, long stored)
                throws MalformedArchiveException {
            if (numbers.size() % 2 != 0 || size < 0) {
                throw new MalformedArchiveException("tar: invalid sparse map");
            }
            List<SparseMap.Segment> segments = new ArrayList<>();
            for (int i = 0; i < numbers.size(); i += 2) {
                segments.add(new SparseMap.Segment(numbers.get(i), numbers.get(i + 1)));
            }
            return new SparseParts(size, stored, SparseMap.checked(segments, size, "a file"));
        }
    }
}
