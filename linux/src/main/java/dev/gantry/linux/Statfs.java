package dev.gantry.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;

/// What a file system tells of itself.
///
/// @param type its magic number, as {@link #OVERLAYFS}
/// @param availableBlocks of those free, what unprivileged users may take
public record Statfs(
        long type,
        long blockSize,
        long blocks,
        long freeBlocks,
        long availableBlocks,
        long files,
        long freeFiles,
        long flags) {
    public static final long OVERLAYFS = 0x794C_7630L;
    public static final long TMPFS = 0x0102_1994L;
    public static final long EXT4 = 0xEF53L;
    public static final long XFS = 0x5846_5342L;
    public static final long BTRFS = 0x9123_683EL;
    public static final long ZFS = 0x2FC1_2FC1L;
    public static final long NFS = 0x6969L;
    public static final long CGROUP2 = 0x6367_7270L;
    public static final long NSFS = 0x6E73_6673L;

    /// File systems whose files are views of the kernel: proc, sysfs, cgroup and cgroup2, devpts,
    /// mqueue, bpf, debugfs, tracefs, securityfs, nsfs.
    private static final Set<Long> VIEWS =
            Set.of(
                    0x9FA0L,
                    0x6265_6572L,
                    0x27_E0EBL,
                    CGROUP2,
                    0x1CD1L,
                    0x1980_0202L,
                    0xCAFE_4A11L,
                    0x6462_6720L,
                    0x7472_6163L,
                    0x7363_6673L,
                    NSFS);

    private static final Function FSTATFS = Function.of("fstatfs");

    /// Of the file system that an open file lies on.
    public static Statfs of(Fd file) throws LinuxException {
        try (Frame frame = new Frame()) {
            MemorySegment result = frame.allocate(120);
            frame.checkInt(FSTATFS, file, frame.fd(file), result.address());
            return new Statfs(
                    word(result, 0),
                    word(result, 1),
                    word(result, 2),
                    word(result, 3),
                    word(result, 4),
                    word(result, 5),
                    word(result, 6),
                    word(result, 10));
        }
    }

    /// Whether its files hold no data of their own.
    public boolean isViewOfKernel() {
        return VIEWS.contains(type);
    }

    public long availableBytes() {
        return availableBlocks * blockSize;
    }

    public long totalBytes() {
        return blocks * blockSize;
    }

    private static long word(MemorySegment statfs, int index) {
        return statfs.get(ValueLayout.JAVA_LONG, index * 8L);
    }
}
