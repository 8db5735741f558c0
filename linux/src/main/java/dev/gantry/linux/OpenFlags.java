package dev.gantry.linux;

/// Flags of `open`, of the `*at` calls and of `openat2`'s `resolve`, under their Linux names.
/// `O_CLOEXEC` is always added.
public final class OpenFlags {
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0x40;
    public static final int O_EXCL = 0x80;
    public static final int O_NOCTTY = 0x100;
    public static final int O_TRUNC = 0x200;
    public static final int O_APPEND = 0x400;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_DIRECT = Architecture.CURRENT.direct;
    public static final int O_DIRECTORY = Architecture.CURRENT.directory;
    public static final int O_NOFOLLOW = Architecture.CURRENT.noFollow;
    public static final int O_NOATIME = 0x4_0000;
    static final int O_CLOEXEC = 0x8_0000;
    public static final int O_PATH = 0x20_0000;
    public static final int O_TMPFILE = 0x40_0000 | O_DIRECTORY;

    public static final int AT_SYMLINK_NOFOLLOW = 0x100;
    public static final int AT_REMOVEDIR = 0x200;
    public static final int AT_SYMLINK_FOLLOW = 0x400;
    public static final int AT_NO_AUTOMOUNT = 0x800;
    public static final int AT_EMPTY_PATH = 0x1000;
    public static final int AT_RECURSIVE = 0x8000;

    public static final long RESOLVE_NO_XDEV = 1;
    public static final long RESOLVE_NO_MAGICLINKS = 2;
    public static final long RESOLVE_NO_SYMLINKS = 4;
    public static final long RESOLVE_BENEATH = 8;
    public static final long RESOLVE_IN_ROOT = 0x10;
    public static final long RESOLVE_CACHED = 0x20;

    public static final int RENAME_NOREPLACE = 1;
    public static final int RENAME_EXCHANGE = 2;
    public static final int RENAME_WHITEOUT = 4;

    private OpenFlags() {}
}
