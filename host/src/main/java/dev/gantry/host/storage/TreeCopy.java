package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.FileCopy;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import dev.gantry.linux.Xattrs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Copies a tree to a new one: kinds, owners, modes, times, extended attributes, hard links and
/// holes. Files share their blocks with the original where the file system can do that.
///
/// Both are reached by descriptors; no link is followed, and no mount is crossed. The new tree is
/// nobody else's while it is made. Sockets are left out, as `cp -a` would make dead ones.
final class TreeCopy {
    private static final int READ_DIRECTORY =
            OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
    private static final int READ_FILE =
            OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY;
    private static final int LOOK = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;
    private static final int CREATE = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
    private static final int MOST_DEPTH = 400;
    private static final byte[] SELF = {'.'};
    private static final byte[] ITSELF = {};
    private static final int BUFFER = 128 * 1024;

    private final Fd target;
    private final long mount;
    private final LongConsumer progress;
    private final Map<Long, byte[]> linked = new HashMap<>();
    private long bytes;

    private TreeCopy(Fd target, long mount, LongConsumer progress) {
        this.target = target;
        this.mount = mount;
        this.progress = progress;
    }

    /// Copies all that is in a directory, and the directory's own attributes.
    ///
    /// @param source a directory
    /// @param target an empty one
    /// @param progress told the bytes copied so far, now and then
    /// @return bytes of the files, holes included
    static long copy(Fd source, Fd target, LongConsumer progress) throws IOException {
        Stat top = At.stat(source);
        TreeCopy copy = new TreeCopy(target, top.mountId(), progress);
        try (Fd into = At.openat(target, SELF, READ_DIRECTORY, 0)) {
            copy.fill(source, into, ITSELF, 0);
            dress(source, into, top);
        }
        progress.accept(copy.bytes);
        return copy.bytes;
    }

    private void fill(Fd from, Fd to, byte[] path, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw new LinuxException("openat", from.toString(), Errno.ENAMETOOLONG);
        }
        try (Fd reading = At.openat(from, SELF, READ_DIRECTORY, 0)) {
            for (byte[] name : At.list(reading)) {
                one(from, to, name, path, depth);
            }
        }
    }

    private void one(Fd from, Fd to, byte[] name, byte[] path, int depth) throws IOException {
        try (Fd original = At.openat(from, name, LOOK, 0)) {
            Stat stat = At.stat(original);
            if (stat.mountId() != mount || wasLinked(stat, to, name, path)) {
                return;
            }
            switch (stat.type()) {
                case Stat.S_IFDIR -> directory(original, to, name, path, stat, depth);
                case Stat.S_IFREG -> regular(from, original, to, name, stat);
                case Stat.S_IFLNK -> {
                    At.symlinkat(At.readlinkat(from, name), to, name);
                    dress(original, to, name, stat);
                }
                case Stat.S_IFSOCK -> {}
                default -> {
                    At.mknodat(to, name, stat.type() | 0600, stat.special());
                    dress(original, to, name, stat);
                }
            }
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT || isThere(from, name)) {
                throw e; // else it vanished meanwhile
            }
        }
    }

    private static boolean isThere(Fd directory, byte[] name) throws LinuxException {
        try {
            At.statx(directory, name, OpenFlags.AT_SYMLINK_NOFOLLOW);
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    private void directory(Fd original, Fd to, byte[] name, byte[] path, Stat stat, int depth)
            throws IOException {
        At.mkdirat(to, name, 0700);
        try (Fd copy = At.openat(to, name, READ_DIRECTORY, 0)) {
            fill(original, copy, below(path, name), depth + 1);
            dress(original, copy, stat);
        }
    }

    private void regular(Fd from, Fd original, Fd to, byte[] name, Stat stat) throws IOException {
        try (Fd source = At.openat(from, name, READ_FILE, 0);
                Fd copy = At.openat(to, name, CREATE, 0600)) {
            if (!FileCopy.reflink(source, copy)) {
                content(source, copy, stat.size());
            }
            dress(original, copy, stat);
        }
        bytes += stat.size();
        progress.accept(bytes);
    }

    /// The data between the holes.
    private static void content(Fd source, Fd copy, long size) throws IOException {
        copy.truncate(size);
        long position = 0;
        while (position < size) {
            long data = next(source, position, Fd.Seek.DATA, size);
            long hole = data < size ? next(source, data, Fd.Seek.HOLE, size) : size;
            if (data < hole) {
                piece(source, copy, data, hole - data);
            }
            position = hole;
        }
    }

    private static long next(Fd file, long position, Fd.Seek what, long size)
            throws LinuxException {
        try {
            return Math.min(file.seek(position, what), size);
        } catch (LinuxException e) {
            return switch (e.errno()) {
                case Errno.ENXIO -> size;
                case Errno.EINVAL -> what == Fd.Seek.DATA ? position : size;
                default -> throw e;
            };
        }
    }

    private static void piece(Fd source, Fd copy, long offset, long length) throws IOException {
        source.seek(offset, Fd.Seek.SET);
        copy.seek(offset, Fd.Seek.SET);
        long left = length;
        while (left > 0) {
            long count = FileCopy.range(source, copy, left);
            if (count < 0) {
                byHand(source, copy, offset + length - left, left);
                return;
            }
            if (count == 0) {
                return; // became shorter meanwhile
            }
            left -= count;
        }
    }

    private static void byHand(Fd source, Fd copy, long offset, long length) throws IOException {
        byte[] buffer = new byte[BUFFER];
        source.seek(offset, Fd.Seek.SET);
        long done = 0;
        while (done < length) {
            int wanted = (int) Math.min(buffer.length, length - done);
            int got = read(source, buffer, wanted);
            if (got < 0) {
                return;
            }
            copy.write(offset + done, buffer, 0, got);
            done += got;
        }
    }

    private static int read(Fd source, byte[] buffer, int length) throws IOException {
        try {
            return source.read(buffer, 0, length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("copying " + source);
        }
    }

    private boolean wasLinked(Stat stat, Fd to, byte[] name, byte[] path) throws LinuxException {
        if (stat.isDirectory() || stat.links() < 2) {
            return false;
        }
        byte[] first = linked.putIfAbsent(stat.inode(), below(path, name));
        if (first == null) {
            return false;
        }
        At.linkat(target, first, to, name, 0);
        return true;
    }

    private static void dress(Fd original, Fd directory, byte[] name, Stat stat)
            throws LinuxException {
        try (Fd copy = At.openat(directory, name, LOOK, 0)) {
            dress(original, copy, stat);
        }
    }

    /// Owner first: changing it clears set-id bits and capabilities.
    private static void dress(Fd original, Fd copy, Stat stat) throws LinuxException {
        At.fchownat(copy, ITSELF, stat.uid(), stat.gid(), 0);
        if (!stat.isSymlink()) {
            At.chmod(copy, stat.permissions());
        }
        for (String name : xattrs(original)) {
            if (!Overlay.isPrivate(name)) {
                set(copy, name, Xattrs.get(original, name).orElse(null));
            }
        }
        At.utimensat(copy, ITSELF, stat.accessed(), stat.modified(), 0);
    }

    private static List<String> xattrs(Fd file) throws LinuxException {
        try {
            return Xattrs.list(file);
        } catch (LinuxException e) {
            if (e.errno() == Errno.EOPNOTSUPP) {
                return List.of();
            }
            throw e;
        }
    }

    /// What the other file system cannot hold is left behind.
    private static void set(Fd copy, String name, byte @Nullable [] value) throws LinuxException {
        if (value == null) {
            return;
        }
        try {
            Xattrs.set(copy, name, value);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EOPNOTSUPP) {
                throw e;
            }
        }
    }

    private static byte[] below(byte[] directory, byte[] name) {
        if (directory.length == 0) {
            return name;
        }
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        path.writeBytes(directory);
        path.write('/');
        path.writeBytes(name);
        return path.toByteArray();
    }
}
