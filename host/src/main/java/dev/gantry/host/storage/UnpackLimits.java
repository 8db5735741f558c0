package dev.gantry.host.storage;

import dev.gantry.oci.layer.TarLimits;

/// How large a layer may become before it is refused.
///
/// @param maxBytes of the uncompressed archive
/// @param maxEntries files, directories and everything else in it
public record UnpackLimits(long maxBytes, long maxEntries) {
    private static final int HEADERS_AN_ENTRY = 4; // itself, PAX, GNU long name, GNU long link
    private static final int PATH_MAX = 4096;
    private static final int LARGEST_HEADER = 1 << 20;

    public UnpackLimits {
        if (maxBytes < 0 || maxEntries < 0 || maxEntries > Long.MAX_VALUE / HEADERS_AN_ENTRY) {
            throw new IllegalArgumentException("unpack limits out of range");
        }
    }

    /// What the largest honest images need.
    public static UnpackLimits generous() {
        return new UnpackLimits(1L << 40, 10_000_000);
    }

    TarLimits tar() {
        return new TarLimits(PATH_MAX, LARGEST_HEADER, maxEntries * HEADERS_AN_ENTRY, maxBytes);
    }
}
