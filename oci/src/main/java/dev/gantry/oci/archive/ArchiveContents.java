package dev.gantry.oci.archive;

import dev.gantry.base.RandomId;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.blob.BlobMismatchException;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.blob.Ingest;
import dev.gantry.oci.blob.OutOfSpaceException;
import dev.gantry.oci.layer.Compression;
import dev.gantry.oci.layer.MalformedArchiveException;
import dev.gantry.oci.layer.TarEntry;
import dev.gantry.oci.layer.TarLimits;
import dev.gantry.oci.layer.TarReader;
import dev.gantry.oci.layer.VerifiedInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an archive of images holds, by name. Documents at its top are at hand, all else is in the
/// blob store.
final class ArchiveContents {
    /// A file that has gone into the store.
    record Stored(Digest digest, long size, Compression compression) {}

    private static final int MOST_FILES = 100_000;
    private static final int MOST_LINKS = 40;
    private static final int BUFFER = 1 << 16;
    private static final Set<String> DOCUMENTS =
            Set.of(DockerArchive.MANIFEST, OciLayout.INDEX, OciLayout.MARK, "repositories");

    /// What Docker before 1.10 needed of each layer.
    private static final Pattern NEEDLESS = Pattern.compile("[0-9a-f]{64}/(json|VERSION)");

    private final BlobStore blobs;
    private final Consumer<Digest> before;
    private final Map<String, byte[]> documents = new HashMap<>();
    private final Map<String, Stored> files = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    private ArchiveContents(BlobStore blobs, Consumer<Digest> before) {
        this.blobs = blobs;
        this.before = before;
    }

    static ArchiveContents read(
            InputStream in, BlobStore blobs, TarLimits limits, Consumer<Digest> before)
            throws IOException {
        ArchiveContents contents = new ArchiveContents(blobs, before);
        try (TarReader tar = new TarReader(in, limits)) {
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                contents.add(entry, tar.content());
            }
        }
        if (!contents.has(DockerArchive.MANIFEST) && !contents.has(OciLayout.INDEX)) {
            throw new MalformedArchiveException(
                    "invalid archive: it has neither manifest.json nor index.json");
        }
        return contents;
    }

    private void add(TarEntry entry, InputStream content) throws IOException {
        String path = ArchivePaths.of(entry.name());
        // of two entries with one name the later one counts
        documents.remove(path);
        files.remove(path);
        links.remove(path);
        switch (entry.type()) {
            case FILE -> addFile(path, entry.size(), content);
            case SYMLINK -> links.put(path, ArchivePaths.link(path, entry.linkTarget()));
            case HARDLINK -> links.put(path, ArchivePaths.of(entry.linkTarget()));
            case DIRECTORY -> {}
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO ->
                    throw new MalformedArchiveException(
                            "invalid archive: %s is a device or a fifo".formatted(path));
        }
        if (files.size() + links.size() > MOST_FILES) {
            throw new MalformedArchiveException("invalid archive: more than 100000 files");
        }
    }

    private void addFile(String path, long size, InputStream content) throws IOException {
        if (DOCUMENTS.contains(path)) {
            if (size > Document.LARGEST) {
                throw new MalformedArchiveException(
                        "invalid archive: %s is larger than 4 MiB".formatted(path));
            }
            documents.put(path, content.readAllBytes());
        } else if (!NEEDLESS.matcher(path).matches()) {
            files.put(path, store(path, size, content));
        }
    }

    private Stored store(String path, long size, InputStream content) throws IOException {
        Digest promised = ArchivePaths.promised(path);
        byte[] head = content.readNBytes(Compression.MAGIC);
        InputStream whole =
                new java.io.SequenceInputStream(new java.io.ByteArrayInputStream(head), content);
        Compression compression = Compression.of(head);
        if (promised == null) {
            return new Stored(ingest(null, whole, size), size, compression);
        }
        Descriptor expected = Descriptor.of("", promised, size);
        before.accept(promised);
        if (blobs.has(promised) && blobs.size(promised) == size && blobs.verify(promised)) {
            new VerifiedInput(whole, expected).transferTo(OutputStream.nullOutputStream());
            return new Stored(promised, size, compression);
        }
        if (blobs.has(promised)) {
            blobs.delete(promised); // it is damaged
        }
        try {
            return new Stored(ingest(expected, whole, size), size, compression);
        } catch (BlobMismatchException e) {
            throw new MalformedArchiveException("invalid archive: " + e.getMessage(), e);
        }
    }

    private Digest ingest(@Nullable Descriptor expected, InputStream content, long size)
            throws IOException {
        try (Ingest ingest = blobs.ingest("archive-" + RandomId.hex(16))) {
            byte[] buffer = new byte[BUFFER];
            for (int got = content.read(buffer); got >= 0; got = content.read(buffer)) {
                write(ingest, buffer, got, size);
            }
            Digest found = ingest.digest();
            before.accept(found);
            return ingest.commit(
                    expected == null ? Descriptor.of("", found, ingest.offset()) : expected);
        }
    }

    private void write(Ingest ingest, byte[] buffer, int length, long size) throws IOException {
        long left = size - ingest.offset();
        try {
            ingest.write(buffer, 0, length);
        } catch (IOException e) {
            throw OutOfSpaceException.explained(e, blobs.directory(), left);
        }
    }

    boolean has(String path) {
        return documents.containsKey(path);
    }

    /// A document from the archive's top.
    byte[] document(String path) throws MalformedArchiveException {
        byte[] document = documents.get(path);
        if (document == null) {
            throw missing(path);
        }
        return document;
    }

    /// A file by the name another one gives it, which may be that of a link.
    Stored file(String name) throws MalformedArchiveException {
        String path = ArchivePaths.of(name);
        for (int i = 0; i < MOST_LINKS; i++) {
            Stored file = files.get(path);
            String next = links.get(path);
            if (file != null) {
                return file;
            }
            if (next == null) {
                throw missing(path);
            }
            path = next;
        }
        throw new MalformedArchiveException(
                "invalid archive: %s leads through too many links".formatted(name));
    }

    boolean hasBlob(Descriptor blob) {
        Stored file = files.get(ArchivePaths.blob(blob.digest()));
        return file != null && file.size() == blob.size();
    }

    /// The bytes of a document that has gone into the store.
    byte[] small(Stored file) throws IOException {
        if (file.size() > Document.LARGEST) {
            throw new MalformedArchiveException(
                    "invalid archive: document %s is larger than 4 MiB".formatted(file.digest()));
        }
        return blobs.read(file.digest(), Document.LARGEST);
    }

    /// Puts a document that was made here into the store.
    void keep(byte[] document) throws IOException {
        before.accept(Digest.of(document));
        blobs.put(document);
    }

    private static MalformedArchiveException missing(String path) {
        return new MalformedArchiveException(
                "invalid archive: %s is missing".formatted(path.replaceAll("\\p{Cntrl}", "?")));
    }
}
