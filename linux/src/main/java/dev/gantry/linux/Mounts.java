package dev.gantry.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Mounting, in the old way (`mount`) and the new (`fsopen` … `move_mount`). Paths are our own;
/// into a container's tree one mounts with `move_mount` onto a descriptor.
public final class Mounts {
    public static final int MS_RDONLY = 1;
    public static final int MS_NOSUID = 2;
    public static final int MS_NODEV = 4;
    public static final int MS_NOEXEC = 8;
    public static final int MS_REMOUNT = 0x20;
    public static final int MS_BIND = 0x1000;
    public static final int MS_MOVE = 0x2000;
    public static final int MS_REC = 0x4000;
    public static final int MS_UNBINDABLE = 1 << 17;
    public static final int MS_PRIVATE = 1 << 18;
    public static final int MS_SLAVE = 1 << 19;
    public static final int MS_SHARED = 1 << 20;

    public static final int MNT_FORCE = 1;
    public static final int MNT_DETACH = 2;
    public static final int UMOUNT_NOFOLLOW = 8;

    public static final int MOUNT_ATTR_RDONLY = 1;
    public static final int MOUNT_ATTR_NOSUID = 2;
    public static final int MOUNT_ATTR_NODEV = 4;
    public static final int MOUNT_ATTR_NOEXEC = 8;
    public static final int MOUNT_ATTR_IDMAP = 0x10_0000;

    /// The mount is a copy, not the one that stands there.
    public static final int OPEN_TREE_CLONE = 1;

    private static final int OPEN_TREE_CLOEXEC = OpenFlags.O_CLOEXEC;
    private static final int FSCONFIG_SET_FLAG = 0;
    private static final int FSCONFIG_SET_STRING = 1;
    private static final int FSCONFIG_SET_FD = 5;
    private static final int FSCONFIG_CMD_CREATE = 6;
    private static final int FSOPEN_CLOEXEC = 1;
    private static final int FSMOUNT_CLOEXEC = 1;
    private static final int MOVE_MOUNT_F_EMPTY_PATH = 4;
    private static final int MOVE_MOUNT_T_EMPTY_PATH = 0x40;

    private static final Function MOUNT = Function.of("mount");
    private static final Function UMOUNT2 = Function.of("umount2");
    private static final Function SYSCALL = Function.of("syscall");

    private Mounts() {}

    /// @param data the file system's options, comma separated, at most one page
    public static void mount(
            @Nullable String source,
            String target,
            @Nullable String type,
            int flags,
            @Nullable String data)
            throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.checkInt(
                    MOUNT,
                    target,
                    optional(frame, source),
                    frame.string(target),
                    optional(frame, type),
                    flags,
                    optional(frame, data));
        }
    }

    public static void umount2(String target, int flags) throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.checkInt(UMOUNT2, target, frame.string(target), flags);
        }
    }

    /// A file system being configured; {@link #fsmount} makes a mount of it.
    public static Fd fsopen(String type) throws LinuxException {
        try (Frame frame = new Frame()) {
            return new Fd(
                    (int)
                            check(
                                    frame,
                                    "fsopen",
                                    type,
                                    SystemCall.FSOPEN,
                                    frame.string(type),
                                    FSOPEN_CLOEXEC),
                    type);
        }
    }

    public static void fsconfigFlag(Fd context, String key) throws LinuxException {
        try (Frame frame = new Frame()) {
            fsconfig(frame, context, FSCONFIG_SET_FLAG, key, frame.string(key), 0, 0);
        }
    }

    public static void fsconfigString(Fd context, String key, String value) throws LinuxException {
        try (Frame frame = new Frame()) {
            fsconfig(
                    frame,
                    context,
                    FSCONFIG_SET_STRING,
                    key + "=" + value,
                    frame.string(key),
                    frame.string(value),
                    0);
        }
    }

    public static void fsconfigFd(Fd context, String key, Fd value) throws LinuxException {
        try (Frame frame = new Frame()) {
            fsconfig(
                    frame,
                    context,
                    FSCONFIG_SET_FD,
                    key + "=" + value,
                    frame.string(key),
                    0,
                    frame.fd(value));
        }
    }

    /// The file system comes into being with what was configured.
    public static void fsconfigCreate(Fd context) throws LinuxException {
        try (Frame frame = new Frame()) {
            fsconfig(frame, context, FSCONFIG_CMD_CREATE, "create", 0, 0, 0);
        }
    }

    private static void fsconfig(
            Frame frame, Fd context, int command, String what, long key, long value, long aux)
            throws LinuxException {
        int fd = frame.fd(context);
        long result = frame.call(SYSCALL, SystemCall.FSCONFIG, fd, command, key, value, aux);
        if (result == -1) {
            LinuxException failure = frame.failure("fsconfig", context + " " + what);
            throw explained(context, failure);
        }
    }

    /// The kernel leaves the reason as a line of text to be read from the context.
    private static LinuxException explained(Fd context, LinuxException failure) {
        byte[] line = new byte[1024];
        try {
            int length = context.read(line, 0, line.length);
            if (length <= 0) {
                return failure;
            }
            String reason = new String(line, 0, length, StandardCharsets.UTF_8).strip();
            return new LinuxException(
                    failure.call(),
                    "%s (%s)".formatted(failure.subject(), reason),
                    failure.errno());
        } catch (IOException e) {
            return failure; // ENODATA: the kernel had nothing to say
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failure;
        }
    }

    /// @param attributes `MOUNT_ATTR_…`
    public static Fd fsmount(Fd context, int attributes) throws LinuxException {
        try (Frame frame = new Frame()) {
            long number =
                    check(
                            frame,
                            "fsmount",
                            context,
                            SystemCall.FSMOUNT,
                            frame.fd(context),
                            FSMOUNT_CLOEXEC,
                            attributes);
            return new Fd((int) number, "mount of " + context);
        }
    }

    /// A mount that stands at a path, or with `OPEN_TREE_CLONE` a detached copy of it.
    ///
    /// @param flags `OPEN_TREE_CLONE`, `AT_RECURSIVE`, `AT_SYMLINK_NOFOLLOW`, `AT_EMPTY_PATH`
    public static Fd openTree(Fd directory, String path, int flags) throws LinuxException {
        try (Frame frame = new Frame()) {
            String subject = directory + "/" + path;
            long number =
                    check(
                            frame,
                            "open_tree",
                            subject,
                            SystemCall.OPEN_TREE,
                            frame.fd(directory),
                            frame.string(path),
                            flags | OPEN_TREE_CLOEXEC | (path.isEmpty() ? 0x1000 : 0));
            return new Fd((int) number, subject);
        }
    }

    /// Attaches a mount at `directory/path`, or at `directory` itself when `path` is empty.
    public static void moveMount(Fd mount, Fd directory, String path) throws LinuxException {
        try (Frame frame = new Frame()) {
            int flags = MOVE_MOUNT_F_EMPTY_PATH | (path.isEmpty() ? MOVE_MOUNT_T_EMPTY_PATH : 0);
            check(
                    frame,
                    "move_mount",
                    directory + "/" + path,
                    SystemCall.MOVE_MOUNT,
                    frame.fd(mount),
                    frame.string(""),
                    frame.fd(directory),
                    frame.string(path),
                    flags);
        }
    }

    /// What {@link #setAttributes} changes.
    ///
    /// @param set `MOUNT_ATTR_…` to set
    /// @param clear `MOUNT_ATTR_…` to clear
    /// @param propagation one of `MS_SHARED`, `MS_SLAVE`, `MS_PRIVATE`, `MS_UNBINDABLE`, or 0
    /// @param userNamespace whose id mapping to use, with `MOUNT_ATTR_IDMAP`
    public record Attributes(long set, long clear, long propagation, @Nullable Fd userNamespace) {
        public static Attributes readOnly() {
            return new Attributes(MOUNT_ATTR_RDONLY, 0, 0, null);
        }
    }

    /// `mount_setattr` on the mount that an open file or tree is on.
    ///
    /// @param flags `AT_RECURSIVE` or 0
    public static void setAttributes(Fd mount, int flags, Attributes change) throws LinuxException {
        try (Frame frame = new Frame()) {
            MemorySegment attributes = frame.allocate(32);
            attributes.set(ValueLayout.JAVA_LONG, 0, change.set());
            attributes.set(ValueLayout.JAVA_LONG, 8, change.clear());
            attributes.set(ValueLayout.JAVA_LONG, 16, change.propagation());
            Fd userNamespace = change.userNamespace();
            attributes.set(
                    ValueLayout.JAVA_LONG, 24, userNamespace == null ? 0 : frame.fd(userNamespace));
            check(
                    frame,
                    "mount_setattr",
                    mount,
                    SystemCall.MOUNT_SETATTR,
                    frame.fd(mount),
                    frame.string(""),
                    flags | OpenFlags.AT_EMPTY_PATH,
                    attributes.address(),
                    32);
        }
    }

    private static long check(Frame frame, String call, Object subject, long... arguments)
            throws LinuxException {
        long result = frame.call(SYSCALL, arguments);
        if (result == -1) {
            throw frame.failure(call, subject);
        }
        return result;
    }

    private static long optional(Frame frame, @Nullable String text) throws LinuxException {
        return text == null ? 0 : frame.string(text);
    }
}
