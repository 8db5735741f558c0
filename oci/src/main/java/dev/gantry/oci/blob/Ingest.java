package dev.gantry.oci.blob;

import dev.gantry.base.Failpoint;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A blob on its way into the store. One thread uses it.
///
/// Life: {@link #write} any number of times, then {@link #commit}, then {@link #close}. Closed
/// without a commit it is abandoned, and its bytes are gone unless {@link #keep} was called. A
/// crash abandons it too.
public final class Ingest implements AutoCloseable {
    private static final Set<StandardOpenOption> OPTIONS =
            EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

    private final BlobStore store;
    private final Path directory;
    private final FileChannel channel;
    private MessageDigest sha256 = Digest.Algorithm.SHA256.newMessageDigest();
    private final Following.Course course = new Following.Course();
    private long offset;
    private boolean kept;
    private boolean closed;

    private Ingest(BlobStore store, Path directory, FileChannel channel) {
        this.store = store;
        this.directory = directory;
        this.channel = channel;
    }

    static Ingest open(BlobStore store, Path directory) throws IOException {
        Disk.makeDirectory(directory);
        Files.deleteIfExists(BlobLayout.keep(directory));
        Path data = BlobLayout.data(directory);
        FileChannel channel = FileChannel.open(data, OPTIONS, Disk.FILE);
        try {
            Ingest ingest = new Ingest(store, directory, channel);
            Hashing.add(ingest.sha256, data);
            ingest.offset = channel.size();
            channel.position(ingest.offset);
            ingest.course.moved(ingest.offset);
            return ingest;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    public void write(byte[] bytes, int from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        sha256.update(bytes, from, length);
        offset += length;
        course.moved(offset);
    }

    /// The bytes from the first one, for another thread to read while they come. It finds the end
    /// when they are committed, and fails when they are not; see {@link Following}.
    public InputStream follow() throws IOException {
        return new Following(BlobLayout.data(directory), course);
    }

    /// The SHA-256 of what was written so far: what {@link #commit} would find.
    public Digest digest() {
        try {
            MessageDigest soFar = (MessageDigest) sha256.clone();
            return Hashing.finished(Digest.Algorithm.SHA256, soFar);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// This as a stream. Closing the stream does nothing.
    public OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                Ingest.this.write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                Ingest.this.write(bytes, from, length);
            }
        };
    }

    /// How many bytes there are, those an earlier attempt has kept included.
    public long offset() {
        return offset;
    }

    /// Forgets all bytes.
    public void reset() throws IOException {
        channel.truncate(0);
        channel.position(0);
        sha256 = Digest.Algorithm.SHA256.newMessageDigest();
        offset = 0;
        course.moved(0);
    }

    /// Makes the blob visible, on disk for good. When the store has it already that is fine.
    ///
    /// @param expected what it must be; `null` takes what came, under its SHA-256
    /// @throws BlobMismatchException when it is something else; the bytes are forgotten, and
    ///   writing may start again
    public Digest commit(@Nullable Descriptor expected) throws IOException {
        Digest digest = digest(expected);
        if (expected != null && (expected.size() != offset || !expected.digest().equals(digest))) {
            BlobMismatchException mismatch = new BlobMismatchException(expected, offset, digest);
            reset();
            throw mismatch;
        }
        channel.force(true);
        Failpoint.BLOB_SYNCED.reach();
        Path blob = store.layout().blob(digest);
        if (!Files.isRegularFile(blob) || Files.size(blob) != offset) {
            Files.move(
                    BlobLayout.data(directory),
                    blob,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Failpoint.BLOB_RENAMED.reach();
        Disk.forceDirectory(store.layout().blobs(digest.algorithm()));
        Failpoint.BLOB_VISIBLE.reach();
        kept = false;
        course.committed();
        close();
        return digest;
    }

    private Digest digest(@Nullable Descriptor expected) throws IOException {
        if (expected == null || expected.digest().algorithm() == Digest.Algorithm.SHA256) {
            return Hashing.finished(Digest.Algorithm.SHA256, sha256);
        }
        Digest.Algorithm algorithm = expected.digest().algorithm();
        MessageDigest other = algorithm.newMessageDigest();
        Hashing.add(other, BlobLayout.data(directory));
        return Hashing.finished(algorithm, other);
    }

    /// Closing will keep the bytes for another attempt with the same key.
    public void keep() {
        kept = true;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        course.closed();
        try (channel) {
            if (kept && offset > 0) {
                channel.force(true);
                Files.createFile(BlobLayout.keep(directory), Disk.FILE);
            } else {
                Disk.removeFlat(directory);
            }
        } finally {
            store.ended(directory);
        }
    }
}
