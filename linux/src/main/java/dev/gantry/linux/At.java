package dev.gantry.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The calls that take a directory and a name under it. Names are bytes; an empty name means the
/// descriptor itself where the call allows it (`AT_EMPTY_PATH` is then added).
///
/// Flags are those of {@link OpenFlags}; `mode` is what `chmod` takes.
public final class At {
    private static final Function OPENAT = Function.of("openat");
    private static final Function SYSCALL = Function.of("syscall");
    private static final Function MKDIRAT = Function.of("mkdirat");
    private static final Function MKNODAT = Function.of("mknodat");
    private static final Function SYMLINKAT = Function.of("symlinkat");
    private static final Function LINKAT = Function.of("linkat");
    private static final Function UNLINKAT = Function.of("unlinkat");
    private static final Function RENAMEAT2 = Function.of("renameat2");
    private static final Function READLINKAT = Function.of("readlinkat");
    private static final Function FCHOWNAT = Function.of("fchownat");
    private static final Function FCHMODAT = Function.of("fchmodat");
    private static final Function UTIMENSAT = Function.of("utimensat");
    private static final Function STATX = Function.of("statx");
    private static final Function GETDENTS64 = Function.of("getdents64");

    private static final int STATX_BASIC_STATS = 0x7FF;
    private static final int STATX_MNT_ID = 0x1000;
    private static final int PATH_MAX = 4096;
    private static final long UTIME_OMIT = 0x3FFF_FFFE;
    private static final byte[] SELF = {};

    private At() {}

    /// Opens a path of our own, never one inside a container.
    public static Fd open(Path path, int flags, int mode) throws LinuxException {
        return openat(Fd.cwd(), bytes(path), flags, mode);
    }

    public static Fd open(Path path, int flags) throws LinuxException {
        return open(path, flags, 0);
    }

    public static Fd openat(Fd directory, byte[] name, int flags, int mode) throws LinuxException {
        try (Frame frame = new Frame()) {
            String subject = Names.show(directory, name);
            int number =
                    frame.checkInt(
                            OPENAT,
                            subject,
                            frame.fd(directory),
                            frame.string(name),
                            flags | OpenFlags.O_CLOEXEC,
                            mode);
            return new Fd(number, subject);
        }
    }

    /// @param resolve `RESOLVE_…` flags; with `RESOLVE_IN_ROOT` no link leads out of `directory`
    public static Fd openat2(Fd directory, byte[] path, int flags, int mode, long resolve)
            throws LinuxException {
        try (Frame frame = new Frame()) {
            String subject = Names.show(directory, path);
            MemorySegment how = frame.allocate(24);
            how.set(ValueLayout.JAVA_LONG, 0, Integer.toUnsignedLong(flags | OpenFlags.O_CLOEXEC));
            how.set(ValueLayout.JAVA_LONG, 8, mode);
            how.set(ValueLayout.JAVA_LONG, 16, resolve);
            long number = openat2(frame, frame.fd(directory), frame.string(path), how.address());
            if (number == -1) {
                throw frame.failure("openat2", subject);
            }
            return new Fd((int) number, subject);
        }
    }

    /// The kernel answers `EAGAIN` when a rename somewhere raced with `..`; trying again is what it
    /// asks for.
    private static long openat2(Frame frame, int directory, long path, long how) {
        long number = -1;
        for (int attempt = 0; attempt < 128; attempt++) {
            number = frame.call(SYSCALL, SystemCall.OPENAT2, directory, path, how, 24);
            if (number != -1 || frame.errno() != Errno.EAGAIN) {
                break;
            }
        }
        return number;
    }

    public static void mkdirat(Fd directory, byte[] name, int mode) throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.checkInt(
                    MKDIRAT,
                    Names.show(directory, name),
                    frame.fd(directory),
                    frame.string(name),
                    mode);
        }
    }

    /// @param mode type (`S_IF…`) and permissions
    public static void mknodat(Fd directory, byte[] name, int mode, Stat.Device device)
            throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.checkInt(
                    MKNODAT,
                    Names.show(directory, name),
                    frame.fd(directory),
                    frame.string(name),
                    mode,
                    device.number());
        }
    }

    public static void symlinkat(byte[] target, Fd directory, byte[] name) throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.checkInt(
                    SYMLINKAT,
                    Names.show(directory, name),
                    frame.string(target),
                    frame.fd(directory),
                    frame.string(name));
        }
    }

    /// A hard link to an existing name, not following a link there unless `AT_SYMLINK_FOLLOW`.
    public static void linkat(
            Fd oldDirectory, byte[] oldName, Fd newDirectory, byte[] newName, int flags)
            throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.checkInt(
                    LINKAT,
                    Names.show(newDirectory, newName),
                    frame.fd(oldDirectory),
                    frame.string(oldName),
                    frame.fd(newDirectory),
                    frame.string(newName),
                    emptyAware(oldName, flags));
        }
    }

    /// @param flags 0, or `AT_REMOVEDIR` for a directory
    public static void unlinkat(Fd directory, byte[] name, int flags) throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.checkInt(
                    UNLINKAT,
                    Names.show(directory, name),
                    frame.fd(directory),
                    frame.string(name),
                    flags);
        }
    }

    public static void renameat2(
            Fd oldDirectory, byte[] oldName, Fd newDirectory, byte[] newName, int flags)
            throws LinuxException {
        try (Frame frame = new Frame()) {
            String subject =
                    Names.show(oldDirectory, oldName) + " to " + Names.show(newDirectory, newName);
            frame.checkInt(
                    RENAMEAT2,
                    subject,
                    frame.fd(oldDirectory),
                    frame.string(oldName),
                    frame.fd(newDirectory),
                    frame.string(newName),
                    flags);
        }
    }

    public static byte[] readlinkat(Fd directory, byte[] name) throws LinuxException {
        try (Frame frame = new Frame()) {
            MemorySegment target = frame.allocate(PATH_MAX);
            long length =
                    frame.check(
                            READLINKAT,
                            Names.show(directory, name),
                            frame.fd(directory),
                            frame.string(name),
                            target.address(),
                            PATH_MAX);
            return target.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /// Changes owner and group, of a link itself with `AT_SYMLINK_NOFOLLOW`; -1 leaves one as it
    /// is.
    public static void fchownat(Fd directory, byte[] name, int uid, int gid, int flags)
            throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.checkInt(
                    FCHOWNAT,
                    Names.show(directory, name),
                    frame.fd(directory),
                    frame.string(name),
                    uid,
                    gid,
                    emptyAware(name, flags));
        }
    }

    public static void chown(Fd file, int uid, int gid) throws LinuxException {
        fchownat(file, SELF, uid, gid, 0);
    }

    /// Changes the mode of an open file, also one opened with `O_PATH`.
    public static void chmod(Fd file, int mode) throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.fd(file);
            frame.checkInt(
                    FCHMODAT, file, Fd.cwd().rawNumber(), frame.string(file.procPath()), mode, 0);
        }
    }

    /// Changes the mode of what the name leads to, following a link there.
    public static void fchmodat(Fd directory, byte[] name, int mode) throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.checkInt(
                    FCHMODAT,
                    Names.show(directory, name),
                    frame.fd(directory),
                    frame.string(name),
                    mode,
                    0);
        }
    }

    /// Sets times to the nanosecond; null leaves one as it is. Follows a link unless
    /// `AT_SYMLINK_NOFOLLOW`.
    public static void utimensat(
            Fd directory,
            byte[] name,
            @Nullable Instant accessed,
            @Nullable Instant modified,
            int flags)
            throws LinuxException {
        try (Frame frame = new Frame()) {
            MemorySegment times = frame.allocate(32);
            putTime(times, 0, accessed);
            putTime(times, 16, modified);
            frame.checkInt(
                    UTIMENSAT,
                    Names.show(directory, name),
                    frame.fd(directory),
                    frame.string(name),
                    times.address(),
                    emptyAware(name, flags));
        }
    }

    private static void putTime(MemorySegment times, long offset, @Nullable Instant time) {
        times.set(ValueLayout.JAVA_LONG, offset, time == null ? 0 : time.getEpochSecond());
        times.set(ValueLayout.JAVA_LONG, offset + 8, time == null ? UTIME_OMIT : time.getNano());
    }

    /// What stands under the name; of a link itself with `AT_SYMLINK_NOFOLLOW`.
    public static Stat statx(Fd directory, byte[] name, int flags) throws LinuxException {
        try (Frame frame = new Frame()) {
            MemorySegment result = frame.allocate(Stat.SIZE);
            frame.checkInt(
                    STATX,
                    Names.show(directory, name),
                    frame.fd(directory),
                    frame.string(name),
                    emptyAware(name, flags),
                    STATX_BASIC_STATS | STATX_MNT_ID,
                    result.address());
            return Stat.of(result);
        }
    }

    public static Stat stat(Fd file) throws LinuxException {
        return statx(file, SELF, 0);
    }

    /// The names in a directory in the kernel's order, without `.` and `..`. The descriptor must be
    /// open for reading (not `O_PATH`) and at its beginning.
    public static List<byte[]> list(Fd directory) throws LinuxException {
        List<byte[]> names = new ArrayList<>();
        try (Frame frame = new Frame()) {
            int fd = frame.fd(directory);
            MemorySegment buffer = frame.allocate(32 * 1024);
            long length;
            do {
                length =
                        frame.check(GETDENTS64, directory, fd, buffer.address(), buffer.byteSize());
                addNames(buffer.asSlice(0, length), names);
            } while (length > 0);
        }
        return names;
    }

    /// `struct linux_dirent64`: inode, offset, record length at 16, type at 18, name from 19.
    private static void addNames(MemorySegment entries, List<byte[]> names) {
        long offset = 0;
        while (offset < entries.byteSize()) {
            int length =
                    Short.toUnsignedInt(entries.get(ValueLayout.JAVA_SHORT_UNALIGNED, offset + 16));
            MemorySegment padded = entries.asSlice(offset + 19, length - 19);
            long end = 0;
            while (padded.get(ValueLayout.JAVA_BYTE, end) != 0) {
                end++;
            }
            byte[] name = padded.asSlice(0, end).toArray(ValueLayout.JAVA_BYTE);
            if (!isDots(name)) {
                names.add(name);
            }
            offset += length;
        }
    }

    private static boolean isDots(byte[] name) {
        return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
    }

    private static int emptyAware(byte[] name, int flags) {
        return name.length == 0 ? flags | OpenFlags.AT_EMPTY_PATH : flags;
    }

    private static byte[] bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8);
    }
}
