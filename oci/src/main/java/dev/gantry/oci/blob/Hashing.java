package dev.gantry.oci.blob;

import dev.gantry.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Digests of what is at hand.
final class Hashing {
    private static final int BUFFER = 1 << 16;

    private Hashing() {}

    static Digest of(Digest.Algorithm algorithm, byte[] content) {
        MessageDigest digest = algorithm.newMessageDigest();
        digest.update(content);
        return finished(algorithm, digest);
    }

    static Digest finished(Digest.Algorithm algorithm, MessageDigest digest) {
        return new Digest(algorithm, HexFormat.of().formatHex(digest.digest()));
    }

    static void add(MessageDigest digest, Path file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                digest.update(buffer, 0, got);
            }
        }
    }
}
