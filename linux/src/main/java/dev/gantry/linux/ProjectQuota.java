package dev.gantry.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Limits on all files of a directory, by a project's number (quotactl(2), `FS_IOC_FSSETXATTR`).
/// XFS and ext4 have them where they are mounted with `prjquota`.
public final class ProjectQuota {
    private static final Function IOCTL = Function.of("ioctl");
    private static final Function SYSCALL = Function.of("syscall");
    private static final long GET_ATTRIBUTES = 0x801c_581fL;
    private static final long SET_ATTRIBUTES = 0x401c_5820L;
    private static final int INHERIT = 0x200;

    /// `struct fsxattr`: flags, extent size, extents, project, more.
    private static final int ATTRIBUTES_BYTES = 28;

    private static final long PROJECT_OFFSET = 12;

    /// `QCMD(Q_SETQUOTA, PRJQUOTA)`
    private static final int SET_QUOTA = 0x8000_0802;

    /// `struct if_dqblk`: the hard limit in KiB first, what is valid last.
    private static final int QUOTA_BYTES = 72;

    private static final long VALID_OFFSET = 64;
    private static final int BLOCK_LIMITS = 1;

    private ProjectQuota() {}

    /// Makes a directory, and all that will be made in it, part of a project.
    public static void join(Fd directory, int project) throws LinuxException {
        try (Frame frame = new Frame()) {
            MemorySegment attributes = frame.allocate(ATTRIBUTES_BYTES);
            long address = attributes.address();
            frame.checkInt(IOCTL, directory, frame.fd(directory), GET_ATTRIBUTES, address);
            int flags = attributes.get(ValueLayout.JAVA_INT, 0);
            attributes.set(ValueLayout.JAVA_INT, 0, flags | INHERIT);
            attributes.set(ValueLayout.JAVA_INT, PROJECT_OFFSET, project);
            frame.checkInt(IOCTL, directory, frame.fd(directory), SET_ATTRIBUTES, address);
        }
    }

    /// Limits a project on the file system of a directory.
    ///
    /// @param kibibytes 0 for no limit
    public static void limit(Fd directory, int project, long kibibytes) throws LinuxException {
        try (Frame frame = new Frame()) {
            MemorySegment quota = frame.allocate(QUOTA_BYTES);
            quota.set(ValueLayout.JAVA_LONG, 0, kibibytes);
            quota.set(ValueLayout.JAVA_LONG, 8, kibibytes);
            quota.set(ValueLayout.JAVA_INT, VALID_OFFSET, BLOCK_LIMITS);
            long result =
                    frame.call(
                            SYSCALL,
                            SystemCall.QUOTACTL_FD,
                            frame.fd(directory),
                            SET_QUOTA,
                            project,
                            quota.address());
            if (result == -1) {
                throw frame.failure("quotactl_fd", directory);
            }
        }
    }
}
