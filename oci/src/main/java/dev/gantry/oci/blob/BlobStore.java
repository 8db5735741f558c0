package dev.gantry.oci.blob;

import dev.gantry.base.Failpoint;
import dev.gantry.base.RandomId;
import dev.gantry.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Keeps blobs in a directory, each in a file named by its digest. One process owns the directory;
/// within it any thread may do anything at any time.
///
/// What a crash leaves: blobs are whole or absent; unfinished ingests are removed by the next
/// {@link #open(Path)} unless they were to be kept.
public final class BlobStore {
    private final BlobLayout layout;
    private final Set<Path> active = new HashSet<>();

    private BlobStore(BlobLayout layout) {
        this.layout = layout;
    }

    public static BlobStore open(Path directory) throws IOException {
        BlobLayout layout = new BlobLayout(directory);
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            Disk.makeDirectory(layout.blobs(algorithm));
        }
        Disk.makeDirectory(layout.ingests());
        Disk.forceDirectory(directory);
        removeLeftovers(layout);
        return new BlobStore(layout);
    }

    private static void removeLeftovers(BlobLayout layout) throws IOException {
        try (DirectoryStream<Path> ingests = Files.newDirectoryStream(layout.ingests())) {
            for (Path ingest : ingests) {
                if (!Files.exists(BlobLayout.keep(ingest))) {
                    Disk.removeFlat(ingest);
                }
            }
        }
    }

    public boolean has(Digest digest) {
        return Files.isRegularFile(layout.blob(digest));
    }

    /// @throws NoSuchFileException when there is no such blob
    public long size(Digest digest) throws IOException {
        return Files.size(layout.blob(digest));
    }

    /// @throws NoSuchFileException when there is no such blob
    public InputStream open(Digest digest) throws IOException {
        return Files.newInputStream(layout.blob(digest));
    }

    /// All of a small blob, verified again: a document that a bad disk has changed is not believed.
    ///
    /// @throws NoSuchFileException when there is no such blob
    public byte[] read(Digest digest, int most) throws IOException {
        byte[] content;
        try (InputStream in = open(digest)) {
            content = in.readNBytes(most);
            if (in.read() >= 0) {
                throw new IOException("blob %s: larger than %d bytes".formatted(digest, most));
            }
        }
        if (!Hashing.of(digest.algorithm(), content).equals(digest)) {
            throw new IOException("blob %s: its file is damaged".formatted(digest));
        }
        return content;
    }

    /// Reads a blob and tells whether it still is what its digest says.
    ///
    /// @throws NoSuchFileException when there is no such blob
    public boolean verify(Digest digest) throws IOException {
        MessageDigest sum = digest.algorithm().newMessageDigest();
        Hashing.add(sum, layout.blob(digest));
        return Hashing.finished(digest.algorithm(), sum).equals(digest);
    }

    /// Where a blob lies, for those who can use nothing but a file. It must not be written to.
    public Path path(Digest digest) {
        return layout.blob(digest);
    }

    /// Starts to write a blob.
    ///
    /// @param key what this is an attempt at, such as a digest: bytes an earlier attempt has kept
    ///   are there again. While one attempt lasts another with the same key starts from nothing
    public Ingest ingest(String key) throws IOException {
        Path directory = layout.ingest(key);
        synchronized (active) {
            if (!active.add(directory)) {
                directory = layout.ingests().resolve(RandomId.hex(32));
                active.add(directory);
            }
        }
        try {
            return Ingest.open(this, directory);
        } catch (IOException e) {
            ended(directory);
            throw e;
        }
    }

    /// Keeps bytes that are at hand.
    public Digest put(byte[] content) throws IOException {
        try (Ingest ingest = ingest(RandomId.hex(32))) {
            ingest.write(content, 0, content.length);
            return ingest.commit(null);
        }
    }

    /// Removes a blob; readers that have it open read on. Nothing happens when it is not there.
    public void delete(Digest digest) throws IOException {
        if (Files.deleteIfExists(layout.blob(digest))) {
            Failpoint.BLOB_DELETED.reach();
        }
    }

    public List<Digest> all() throws IOException {
        List<Digest> all = new ArrayList<>();
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            try (DirectoryStream<Path> blobs = Files.newDirectoryStream(layout.blobs(algorithm))) {
                for (Path blob : blobs) {
                    String name = blob.getFileName().toString();
                    if (Digest.isDigest(algorithm, name)) {
                        all.add(new Digest(algorithm, name));
                    }
                }
            }
        }
        return all;
    }

    /// Where it is.
    public Path directory() {
        return layout.root();
    }

    /// Forgets what earlier attempts have kept.
    public void dropUnfinished() throws IOException {
        try (DirectoryStream<Path> ingests = Files.newDirectoryStream(layout.ingests())) {
            for (Path ingest : ingests) {
                synchronized (active) {
                    if (!active.contains(ingest)) {
                        Disk.removeFlat(ingest);
                    }
                }
            }
        }
    }

    BlobLayout layout() {
        return layout;
    }

    void ended(Path ingest) {
        synchronized (active) {
            active.remove(ingest);
        }
    }
}
