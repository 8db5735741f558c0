package dev.gantry.oci.layer;

import dev.gantry.oci.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Computes the digest and counts the bytes of what passes.
public final class DigestingInput extends FilterInputStream {
    private final Digest.Algorithm algorithm;
    private final MessageDigest digest;
    private long count;

    public DigestingInput(InputStream in) {
        this(in, Digest.Algorithm.SHA256);
    }

    public DigestingInput(InputStream in, Digest.Algorithm algorithm) {
        super(in);
        this.algorithm = algorithm;
        this.digest = algorithm.newMessageDigest();
    }

    /// The digest of all that was read. To be asked for once, at the end.
    public Digest digest() {
        return new Digest(algorithm, HexFormat.of().formatHex(digest.digest()));
    }

    public long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got = in.read(buffer, offset, length);
        if (got > 0) {
            digest.update(buffer, offset, got);
            count += got;
        }
        return got;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = 0;
        byte[] buffer = new byte[8192];
        while (skipped < bytes) {
            int got = read(buffer, 0, (int) Math.min(buffer.length, bytes - skipped));
            if (got < 0) {
                break;
            }
            skipped += got;
        }
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
