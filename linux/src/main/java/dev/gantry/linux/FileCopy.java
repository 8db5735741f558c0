package dev.gantry.linux;

/// Copies the content of one open file to another inside the kernel.
public final class FileCopy {
    private static final Function IOCTL = Function.of("ioctl");
    private static final Function COPY_FILE_RANGE = Function.of("copy_file_range");
    private static final long FICLONE = 0x4004_9409L;
    private static final long MOST = 1L << 30;

    private FileCopy() {}

    /// Makes `to` share the blocks of `from` until one of them changes (`ioctl_ficlone(2)`).
    ///
    /// @return false when the file systems cannot do that
    public static boolean reflink(Fd from, Fd to) throws LinuxException {
        try (Frame frame = new Frame()) {
            int source = frame.fd(from);
            int result = (int) frame.call(IOCTL, frame.fd(to), FICLONE, source);
            if (result == 0) {
                return true;
            }
            return switch (frame.errno()) {
                case Errno.EOPNOTSUPP, Errno.EXDEV, Errno.EINVAL, Errno.ENOTTY, Errno.ENOSYS ->
                        false;
                default -> throw frame.failure("ioctl FICLONE", to);
            };
        }
    }

    /// Copies up to `length` bytes from the files' positions on and moves those
    /// (`copy_file_range`).
    ///
    /// @return bytes copied; 0 at the end; -1 when the kernel cannot copy between these two
    public static long range(Fd from, Fd to, long length) throws LinuxException {
        try (Frame frame = new Frame()) {
            int source = frame.fd(from);
            int target = frame.fd(to);
            long count =
                    frame.call(COPY_FILE_RANGE, source, 0, target, 0, Math.min(length, MOST), 0);
            if (count >= 0) {
                return count;
            }
            return switch (frame.errno()) {
                case Errno.EOPNOTSUPP, Errno.EXDEV, Errno.EINVAL, Errno.ENOSYS -> -1;
                default -> throw frame.failure("copy_file_range", to);
            };
        }
    }
}
