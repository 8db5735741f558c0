package dev.gantry.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;

/// What `statx` tells of a file.
///
/// @param mode type and permission bits, as in `st_mode`
/// @param device the file system it lies on
/// @param special the device a device node stands for
/// @param mountId the mount it was reached through; 0 on kernels that do not tell
public record Stat(
        int mode,
        int uid,
        int gid,
        long inode,
        long links,
        long size,
        long blocks,
        Instant accessed,
        Instant modified,
        Instant changed,
        Device device,
        Device special,
        long mountId,
        boolean isMountRoot) {
    public static final int S_IFMT = 0xF000;
    public static final int S_IFSOCK = 0xC000;
    public static final int S_IFLNK = 0xA000;
    public static final int S_IFREG = 0x8000;
    public static final int S_IFBLK = 0x6000;
    public static final int S_IFDIR = 0x4000;
    public static final int S_IFCHR = 0x2000;
    public static final int S_IFIFO = 0x1000;

    static final int SIZE = 256;
    private static final long MOUNT_ROOT = 0x2000;

    /// A device number.
    public record Device(int major, int minor) {
        /// As `mknod` takes it.
        public long number() {
            long high = Integer.toUnsignedLong(major);
            long low = Integer.toUnsignedLong(minor);
            return (low & 0xFF)
                    | ((high & 0xFFF) << 8)
                    | ((low & ~0xFFL) << 12)
                    | ((high & ~0xFFFL) << 32);
        }
    }

    /// The `S_IF…` part of the mode.
    public int type() {
        return mode & S_IFMT;
    }

    /// The permission bits with set-id and sticky bits.
    public int permissions() {
        return mode & 0xFFF;
    }

    public boolean isDirectory() {
        return type() == S_IFDIR;
    }

    public boolean isRegular() {
        return type() == S_IFREG;
    }

    public boolean isSymlink() {
        return type() == S_IFLNK;
    }

    static Stat of(MemorySegment statx) {
        return new Stat(
                Short.toUnsignedInt(statx.get(ValueLayout.JAVA_SHORT, 28)),
                statx.get(ValueLayout.JAVA_INT, 20),
                statx.get(ValueLayout.JAVA_INT, 24),
                statx.get(ValueLayout.JAVA_LONG, 32),
                Integer.toUnsignedLong(statx.get(ValueLayout.JAVA_INT, 16)),
                statx.get(ValueLayout.JAVA_LONG, 40),
                statx.get(ValueLayout.JAVA_LONG, 48),
                time(statx, 64),
                time(statx, 112),
                time(statx, 96),
                device(statx, 136),
                device(statx, 128),
                statx.get(ValueLayout.JAVA_LONG, 144),
                (statx.get(ValueLayout.JAVA_LONG, 8) & MOUNT_ROOT) != 0);
    }

    private static Instant time(MemorySegment statx, long offset) {
        return Instant.ofEpochSecond(
                statx.get(ValueLayout.JAVA_LONG, offset),
                statx.get(ValueLayout.JAVA_INT, offset + 8));
    }

    private static Device device(MemorySegment statx, long offset) {
        return new Device(
                statx.get(ValueLayout.JAVA_INT, offset),
                statx.get(ValueLayout.JAVA_INT, offset + 4));
    }
}
