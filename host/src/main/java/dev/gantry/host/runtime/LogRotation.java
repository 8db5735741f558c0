package dev.gantry.host.runtime;

/// How much of a log is kept.
///
/// @param maxSize bytes of one file, above which it is rotated; below 0 for no limit
/// @param maxFiles the live one included
/// @param compress whether those that are not written to any more are compressed
public record LogRotation(long maxSize, int maxFiles, boolean compress) {
    /// What is kept unless something else was asked for: a disk is not filled by one container.
    public static final LogRotation STANDARD = new LogRotation(20_000_000, 5, false);

    public LogRotation {
        if (maxFiles < 1) {
            throw new IllegalArgumentException("a log has at least one file");
        }
    }
}
