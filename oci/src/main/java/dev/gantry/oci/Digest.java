package dev.gantry.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A content address such as `sha256:9f86…` (OCI image-spec, descriptor.md). A `Digest` that exists
/// is well formed: parse once, trust afterwards.
public record Digest(Algorithm algorithm, String hex) implements Comparable<Digest> {
    /// The algorithms of the OCI registry of digests.
    public enum Algorithm {
        SHA256("sha256", "SHA-256", 64),
        SHA512("sha512", "SHA-512", 128);

        private final String prefix;
        private final String jcaName;
        private final int hexLength;

        Algorithm(String prefix, String jcaName, int hexLength) {
            this.prefix = prefix;
            this.jcaName = jcaName;
            this.hexLength = hexLength;
        }

        /// As it stands before the colon, and as a directory of a blob store.
        public String prefix() {
            return prefix;
        }

        public MessageDigest newMessageDigest() {
            try {
                return MessageDigest.getInstance(jcaName);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public Digest {
        if (!isDigest(algorithm, hex)) {
            throw new IllegalArgumentException(
                    "not a %s digest: %s".formatted(algorithm.prefix, shorten(hex)));
        }
    }

    /// @throws IllegalArgumentException when this is no digest of a known algorithm
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        String prefix = colon < 0 ? "" : text.substring(0, colon);
        for (Algorithm algorithm : Algorithm.values()) {
            if (algorithm.prefix.equals(prefix)) {
                return new Digest(algorithm, text.substring(colon + 1));
            }
        }
        throw new IllegalArgumentException("invalid digest: " + shorten(text));
    }

    public static Digest sha256(String hex) {
        return new Digest(Algorithm.SHA256, hex);
    }

    /// The SHA-256 of some bytes.
    public static Digest of(byte[] content) {
        return of(Algorithm.SHA256.newMessageDigest(), content);
    }

    /// What a finished SHA-256 computation has found.
    public static Digest of(MessageDigest finished) {
        return sha256(HexFormat.of().formatHex(finished.digest()));
    }

    private static Digest of(MessageDigest digest, byte[] content) {
        digest.update(content);
        return of(digest);
    }

    /// The first twelve hex digits, as tables show them.
    public String shortHex() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return algorithm.prefix + ":" + hex;
    }

    /// Whether a text has the form of an algorithm's digests.
    public static boolean isDigest(Algorithm algorithm, String hex) {
        return hex.length() == algorithm.hexLength
                && hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    private static String shorten(String text) {
        return text.length() <= 150 ? text : text.substring(0, 150) + "…";
    }
}
