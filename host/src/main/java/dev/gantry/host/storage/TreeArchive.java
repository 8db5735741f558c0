package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import dev.gantry.linux.Statfs;
import dev.gantry.linux.Xattrs;
import dev.gantry.oci.layer.TarEntry;
import dev.gantry.oci.layer.TarWriter;
import dev.gantry.oci.layer.Whiteouts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes a tree, or one file of it, as an archive: every directory before what is in it, names in
/// order, further names of a file as hard links. Sockets have no place in an archive and are left
/// out, and of what is mounted as a view of the kernel (`/proc`) only the top is there.
///
/// The tree may change meanwhile: what vanishes is left out, and a file is as long as it was when
/// its turn came, with zeros for what was cut off since, as GNU tar does it.
final class TreeArchive {
    private static final int READ_DIRECTORY =
            OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
    private static final int READ_FILE =
            OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY;
    private static final int LOOK = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;
    private static final int MOST_DEPTH = 400; // descriptors are kept open on the way
    private static final byte[] SELF = {'.'};
    private static final byte[] NONE = {};

    private final TarWriter tar;
    private final boolean isLayer;
    private final Map<Inode, byte[]> linked = new HashMap<>();

    private record Inode(Stat.Device device, long number) {}

    private TreeArchive(TarWriter tar, boolean isLayer) {
        this.tar = tar;
        this.isLayer = isLayer;
    }

    /// Writes what stands under a name, as it is: a link as a link.
    ///
    /// @param as its name in the archive; empty for the archive's root
    static void write(Fd parent, byte[] name, byte[] as, TarWriter tar) throws IOException {
        new TreeArchive(tar, false).put(parent, name, as, 0);
    }

    /// Writes a whole tree, whose top is the archive's root.
    ///
    /// @param top open for reading, or `O_PATH`
    static void write(Fd top, TarWriter tar) throws IOException {
        write(top, SELF, NONE, tar);
    }

    /// Writes all that is in a directory, but not the directory itself.
    static void writeContent(Fd top, TarWriter tar) throws IOException {
        new TreeArchive(tar, false).putContent(top, At.stat(top), NONE, 0);
    }

    /// As {@link #writeContent}, of the upper directory of an overlay: what it hides of the layers
    /// below is written as whiteouts.
    static void writeLayer(Fd upper, TarWriter tar) throws IOException {
        new TreeArchive(tar, true).putContent(upper, At.stat(upper), NONE, 0);
    }

    private void put(Fd parent, byte[] name, byte[] as, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw new LinuxException("openat", parent.toString(), Errno.ENAMETOOLONG);
        }
        try (Fd file = At.openat(parent, name, LOOK, 0)) {
            Stat stat = At.stat(file);
            if (isLayer && Overlay.isWhiteout(stat)) {
                putWhiteout(as, name, stat);
                return;
            }
            switch (stat.type()) {
                case Stat.S_IFDIR -> putDirectory(file, stat, as, depth);
                case Stat.S_IFREG -> putRegular(parent, name, file, as);
                case Stat.S_IFLNK -> putLink(parent, name, file, stat, as);
                case Stat.S_IFCHR -> put(TarEntry.Type.CHARACTER_DEVICE, file, stat, as, NONE);
                case Stat.S_IFBLK -> put(TarEntry.Type.BLOCK_DEVICE, file, stat, as, NONE);
                case Stat.S_IFIFO -> put(TarEntry.Type.FIFO, file, stat, as, NONE);
                default -> {}
            }
        } catch (LinuxException e) {
            boolean isGone =
                    e.errno() == Errno.ENOENT
                            || e.errno() == Errno.ELOOP
                            || e.errno() == Errno.ENOTDIR;
            if (depth == 0 || !isGone) {
                throw e;
            }
        }
    }

    private void putDirectory(Fd directory, Stat stat, byte[] as, int depth) throws IOException {
        put(TarEntry.Type.DIRECTORY, directory, stat, as, NONE);
        if (isLayer && Overlay.isOpaque(directory)) {
            putMark(below(as, Whiteouts.opaque()), stat);
        }
        putContent(directory, stat, as, depth);
    }

    private void putContent(Fd directory, Stat stat, byte[] as, int depth) throws IOException {
        List<byte[]> names = names(directory, stat);
        names.sort(Arrays::compareUnsigned);
        for (byte[] name : names) {
            put(directory, name, below(as, name), depth + 1);
        }
    }

    private static List<byte[]> names(Fd directory, Stat stat) throws IOException {
        try (Fd reading = At.openat(directory, SELF, READ_DIRECTORY, 0)) {
            boolean isEmpty = stat.isMountRoot() && Statfs.of(reading).isViewOfKernel();
            return isEmpty ? new ArrayList<>() : new ArrayList<>(At.list(reading));
        }
    }

    /// An empty file named for what is gone.
    private void putWhiteout(byte[] as, byte[] name, Stat stat) throws IOException {
        byte[] directory = Arrays.copyOf(as, Math.max(0, as.length - name.length - 1));
        putMark(below(directory, Whiteouts.removing(name)), stat);
    }

    private void putMark(byte[] as, Stat stat) throws IOException {
        tar.put(
                new TarEntry(
                        as,
                        TarEntry.Type.FILE,
                        0,
                        0,
                        0,
                        0,
                        stat.modified(),
                        NONE,
                        0,
                        0,
                        Map.of(),
                        null),
                null);
    }

    private void putRegular(Fd parent, byte[] name, Fd looked, byte[] as) throws IOException {
        try (Fd file = At.openat(parent, name, READ_FILE, 0)) {
            Stat stat = At.stat(file);
            if (!stat.isRegular()) {
                return; // became something else meanwhile
            }
            if (stat.links() > 1) {
                byte[] first = linked.putIfAbsent(new Inode(stat.device(), stat.inode()), as);
                if (first != null) {
                    put(TarEntry.Type.HARDLINK, file, stat, as, first);
                    return;
                }
            }
            try (InputStream content = new SequenceInputStream(file.input(), new Zeros())) {
                tar.put(entry(TarEntry.Type.FILE, looked, stat, as, NONE), content);
            }
        }
    }

    private void putLink(Fd parent, byte[] name, Fd link, Stat stat, byte[] as) throws IOException {
        put(TarEntry.Type.SYMLINK, link, stat, as, At.readlinkat(parent, name));
    }

    private void put(TarEntry.Type type, Fd file, Stat stat, byte[] as, byte[] target)
            throws IOException {
        tar.put(entry(type, file, stat, as, target), null);
    }

    private static TarEntry entry(TarEntry.Type type, Fd file, Stat stat, byte[] as, byte[] target)
            throws IOException {
        boolean isDevice =
                type == TarEntry.Type.CHARACTER_DEVICE || type == TarEntry.Type.BLOCK_DEVICE;
        return new TarEntry(
                as,
                type,
                stat.permissions(),
                Integer.toUnsignedLong(stat.uid()),
                Integer.toUnsignedLong(stat.gid()),
                type == TarEntry.Type.FILE ? stat.size() : 0,
                stat.modified(),
                target,
                isDevice ? stat.special().major() : 0,
                isDevice ? stat.special().minor() : 0,
                xattrs(type, file),
                null);
    }

    /// Those that belong to the file and not to the machine it lies on.
    private static Map<String, byte[]> xattrs(TarEntry.Type type, Fd file) throws IOException {
        if (type != TarEntry.Type.FILE && type != TarEntry.Type.DIRECTORY) {
            return Map.of();
        }
        Map<String, byte[]> found = new HashMap<>();
        for (String name : names(file)) {
            boolean travels = name.equals("security.capability") || name.startsWith("user.");
            if (travels && !Overlay.isPrivate(name)) {
                Xattrs.get(file, name).ifPresent(value -> found.put(name, value));
            }
        }
        return found;
    }

    private static List<String> names(Fd file) throws LinuxException {
        try {
            return Xattrs.list(file);
        } catch (LinuxException e) {
            if (e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.ENOENT) {
                return List.of();
            }
            throw e;
        }
    }

    private static byte[] below(byte[] directory, byte[] name) {
        if (directory.length == 0) {
            return name;
        }
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        path.writeBytes(directory);
        if (directory[directory.length - 1] != '/') {
            path.write('/');
        }
        path.writeBytes(name);
        return path.toByteArray();
    }

    /// What follows a file that has become shorter.
    private static final class Zeros extends InputStream {
        @Override
        public int read() {
            return 0;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            Arrays.fill(buffer, offset, offset + length, (byte) 0);
            return length;
        }
    }
}
