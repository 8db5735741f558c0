package dev.gantry.linux;

/// Making what was written survive a power cut.
public final class Sync {
    private static final Function FSYNC = Function.of("fsync");
    private static final Function FDATASYNC = Function.of("fdatasync");
    private static final Function SYNCFS = Function.of("syncfs");

    private Sync() {}

    /// A file's content, or a directory's names.
    public static void fsync(Fd file) throws LinuxException {
        one(FSYNC, file);
    }

    /// A file's content without times and the like.
    public static void fdatasync(Fd file) throws LinuxException {
        one(FDATASYNC, file);
    }

    /// The whole file system that `file` lies on.
    public static void syncfs(Fd file) throws LinuxException {
        one(SYNCFS, file);
    }

    private static void one(Function function, Fd file) throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.checkInt(function, file, frame.fd(file));
        }
    }
}
