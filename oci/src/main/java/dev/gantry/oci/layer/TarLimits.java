package dev.gantry.oci.layer;

/// How much of a tar archive is believed before it is refused, so that a small download cannot fill
/// a disk or the memory.
///
/// @param longestName bytes of a name or a link target
/// @param largestHeader bytes of one extended header or one sparse map
/// @param mostEntries entries of the archive
/// @param mostBytes bytes of the uncompressed archive, holes of sparse files that are read included
public record TarLimits(int longestName, int largestHeader, long mostEntries, long mostBytes) {
    private static final int PATH_MAX = 4096;
    private static final int MEBIBYTE = 1 << 20;
    private static final long ENTRIES = 10_000_000;

    public TarLimits {
        if (longestName < 1 || largestHeader < 512 || mostEntries < 0 || mostBytes < 0) {
            throw new IllegalArgumentException("tar limits out of range");
        }
    }

    /// What Linux and Docker can use, and no more than `mostBytes` in all.
    public static TarLimits of(long mostBytes) {
        return new TarLimits(PATH_MAX, MEBIBYTE, ENTRIES, mostBytes);
    }
}
