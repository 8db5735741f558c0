package dev.gantry.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Extended attributes of an open file, whatever it is and however it was opened: the calls go
/// through `/proc/self/fd`, which also reaches `O_PATH` descriptors and links themselves (opened
/// with `O_PATH | O_NOFOLLOW`).
public final class Xattrs {
    private static final Function GETXATTR = Function.of("getxattr");
    private static final Function SETXATTR = Function.of("setxattr");
    private static final Function LISTXATTR = Function.of("listxattr");
    private static final Function REMOVEXATTR = Function.of("removexattr");
    private static final int MOST = 64 * 1024;

    private Xattrs() {}

    /// The value, or nothing when the file has no such attribute.
    ///
    /// Most files have none: the kernel is asked for the size alone first, which costs less than
    /// the memory for the longest value.
    public static Optional<byte[]> get(Fd file, String name) throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.fd(file);
            long path = frame.string(file.procPath());
            long attribute = frame.string(name);
            if (frame.call(GETXATTR, path, attribute, 0L, 0) == -1
                    && frame.errno() == Errno.ENODATA) {
                return Optional.empty();
            }
            MemorySegment value = frame.allocate(MOST);
            long length = frame.call(GETXATTR, path, attribute, value.address(), MOST);
            if (length == -1) {
                if (frame.errno() == Errno.ENODATA) {
                    return Optional.empty();
                }
                throw frame.failure("getxattr", file + " " + name);
            }
            return Optional.of(value.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    public static void set(Fd file, String name, byte[] value) throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.fd(file);
            frame.checkInt(
                    SETXATTR,
                    file + " " + name,
                    frame.string(file.procPath()),
                    frame.string(name),
                    frame.copyOf(value).address(),
                    value.length,
                    0);
        }
    }

    public static List<String> list(Fd file) throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.fd(file);
            long path = frame.string(file.procPath());
            if (frame.check(LISTXATTR, file, path, 0L, 0) == 0) {
                return List.of();
            }
            MemorySegment names = frame.allocate(MOST);
            long length = frame.check(LISTXATTR, file, path, names.address(), MOST);
            List<String> list = new ArrayList<>();
            long offset = 0;
            while (offset < length) {
                String name = names.getString(offset);
                list.add(name);
                offset += name.getBytes(StandardCharsets.UTF_8).length + 1L;
            }
            return list;
        }
    }

    public static void remove(Fd file, String name) throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.fd(file);
            frame.checkInt(
                    REMOVEXATTR,
                    file + " " + name,
                    frame.string(file.procPath()),
                    frame.string(name));
        }
    }
}
