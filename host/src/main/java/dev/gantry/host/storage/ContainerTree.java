package dev.gantry.host.storage;

import dev.gantry.base.RandomId;
import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.Mounts;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import dev.gantry.oci.layer.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// The one door to files inside a container's root.
///
/// Paths are the container's own. Links are followed as the container would follow them, so they
/// never lead out; and nothing that the container does meanwhile changes that. Devices and pipes
/// are never opened. The root stays what it was when opened, also if it is unmounted.
public final class ContainerTree implements AutoCloseable {
    private static final long INSIDE = OpenFlags.RESOLVE_IN_ROOT | OpenFlags.RESOLVE_NO_MAGICLINKS;
    private static final int READ = OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY;
    private static final int CREATE =
            OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW;

    private static final int CLONE = Mounts.OPEN_TREE_CLONE | OpenFlags.AT_RECURSIVE;

    private final Fd root;

    private ContainerTree(Fd root) {
        this.root = root;
    }

    /// @param root a mounted root, as {@link Mounted#path}
    public static ContainerTree open(Path root) throws IOException {
        return new ContainerTree(At.open(root, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY));
    }

    /// The tree as a living process sees it, with all that is mounted in it.
    ///
    /// @param pid of a process that is known to live; that it still did when this returns is for
    ///   the caller to make sure
    public static ContainerTree ofProcess(int pid) throws IOException {
        return open(Path.of("/proc/" + pid + "/root"));
    }

    static ContainerTree of(Fd root) {
        return new ContainerTree(root);
    }

    /// A directory to be read, to be closed.
    Fd directory(String path) throws LinuxException {
        int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
        return At.openat2(root, bytes(path), flags, 0, INSIDE);
    }

    /// The content of a regular file; nothing when there is none.
    ///
    /// @param most bytes that are believed
    /// @throws IOException also when it is larger, or no regular file
    public Optional<byte[]> read(String path, int most) throws IOException {
        try (Fd place = At.openat2(root, bytes(path), OpenFlags.O_PATH, 0, INSIDE)) {
            if (!At.stat(place).isRegular()) {
                throw new IOException(path + " is not a regular file");
            }
            try (InputStream file = At.openat(Fd.cwd(), bytes(place.procPath()), READ, 0).input()) {
                byte[] content = file.readNBytes(most);
                if (content.length == most && file.read() >= 0) {
                    throw new IOException("%s is larger than %d bytes".formatted(path, most));
                }
                return Optional.of(content);
            }
        } catch (LinuxException e) {
            return ifAbsent(e);
        }
    }

    /// What stands at a path; nothing when there is nothing.
    ///
    /// @param follow whether a link at the end is followed
    public Optional<Stat> stat(String path, boolean follow) throws IOException {
        int flags = OpenFlags.O_PATH | (follow ? 0 : OpenFlags.O_NOFOLLOW);
        try (Fd place = At.openat2(root, bytes(path), flags, 0, INSIDE)) {
            return Optional.of(At.stat(place));
        } catch (LinuxException e) {
            return ifAbsent(e);
        }
    }

    /// What stands at a path as Docker tells it: a link itself, unless the path ends in `/` or
    /// `/.`; nothing when there is nothing.
    public Optional<PathStat> describe(String path) throws IOException {
        return stat(path, isDirectoryMeant(path)).isEmpty()
                ? Optional.empty()
                : Optional.of(described(path));
    }

    private PathStat described(String path) throws IOException {
        int flags = OpenFlags.O_PATH | (isDirectoryMeant(path) ? 0 : OpenFlags.O_NOFOLLOW);
        try (Fd place = At.openat2(root, bytes(path), flags, 0, INSIDE)) {
            Stat stat = At.stat(place);
            String target = stat.isSymlink() ? LinkTargets.of(root, bytes(path)) : "";
            return new PathStat(baseName(path), stat.size(), stat.mode(), stat.modified(), target);
        }
    }

    private static byte[] archiveName(String path) {
        return bytes(baseName(path));
    }

    private static boolean isDirectoryMeant(String path) {
        return path.endsWith("/") || path.endsWith("/.");
    }

    /// The name by which Docker calls it.
    private static String baseName(String path) {
        if (path.equals(".") || path.endsWith("/.")) {
            return ".";
        }
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return names.isEmpty() ? "/" : names.getLast();
    }

    /// Writes what stands at a path, with all below it, as an archive in which it has the path's
    /// last name; the content of a directory meant by `/.` has the name `.`.
    ///
    /// @throws java.nio.file.NoSuchFileException when nothing is there
    /// @throws NotDirectoryException when a directory is meant and something else is there
    public void archive(String path, OutputStream out) throws IOException {
        try {
            write(path, out);
        } catch (LinuxException e) {
            throw translated(path, e);
        }
    }

    private void write(String path, OutputStream out) throws IOException {
        int flags = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;
        try (TarWriter tar = new TarWriter(out)) {
            if (isDirectoryMeant(path)) {
                try (Fd directory = directory(path)) {
                    TreeArchive.write(directory, new byte[] {'.'}, archiveName(path), tar);
                }
                return;
            }
            try (Descent.Place place = Descent.unfollowed(root, bytes(path));
                    Fd _ = At.openat(place.directory(), place.nameOrSelf(), flags, 0)) {
                TreeArchive.write(place.directory(), place.nameOrSelf(), archiveName(path), tar);
            }
        }
    }

    /// Puts an archive's entries into a directory.
    ///
    /// @param tar uncompressed
    /// @throws java.nio.file.NoSuchFileException when nothing is there
    /// @throws NotDirectoryException when something else is there
    /// @throws ReadOnlyTreeException when it cannot be written there
    public void extract(String path, InputStream tar, TreeExtraction.Options options)
            throws IOException {
        try {
            directory(path).close();
        } catch (LinuxException e) {
            throw translated(path, e);
        }
        try {
            TreeExtraction.extract(root, bytes(path), tar, options);
        } catch (LinuxException e) {
            throw e.errno() == Errno.EROFS ? new ReadOnlyTreeException(path, e) : e;
        }
    }

    private static IOException translated(String path, LinuxException e) {
        IOException translated =
                switch (e.errno()) {
                    case Errno.ENOENT -> new NoSuchFileException(path);
                    case Errno.ENOTDIR -> new NotDirectoryException(path);
                    default -> e;
                };
        if (translated != e) {
            translated.initCause(e);
        }
        return translated;
    }

    /// Mounts a file or directory of ours, which need not be ours below, onto a place in the tree,
    /// which is made if need be. It goes when the tree's own mount goes.
    public void attach(Path source, String target, boolean readOnly) throws IOException {
        try (Fd tree = Mounts.openTree(Fd.cwd(), source.toString(), CLONE)) {
            if (At.stat(tree).isDirectory()) {
                ensureDirectory(target, 0755);
            } else {
                ensureFile(target, 0755);
            }
            Mounts.setAttributes(
                    tree,
                    OpenFlags.AT_RECURSIVE,
                    new Mounts.Attributes(
                            readOnly ? Mounts.MOUNT_ATTR_RDONLY : 0, 0, Mounts.MS_PRIVATE, null));
            try (Fd place = At.openat2(root, bytes(target), OpenFlags.O_PATH, 0, INSIDE)) {
                Mounts.moveMount(tree, place, "");
            }
        }
    }

    /// Makes a directory and those on the way to it that are missing; only new ones get the mode
    /// and the owner.
    ///
    /// @throws NotDirectoryException naming the path of what stands in the way
    public void makeDirectories(String path, int mode, int uid, int gid) throws IOException {
        Descent.directory(root, bytes(path), new NewDirectories(path, mode, uid, gid)).close();
    }

    /// Makes a directory to mount on, if there is none.
    ///
    /// @throws NotDirectoryException naming the path of what stands in the way
    public void ensureDirectory(String path, int mode) throws IOException {
        makeDirectories(path, mode, 0, 0);
    }

    /// Makes an empty file to mount on, if nothing is there, and the directories on the way. A
    /// link, also a dangling one, means the place it leads to inside the root.
    ///
    /// @throws IOException also when a directory is there
    public void ensureFile(String path, int mode) throws IOException {
        try (Descent.Place place = place(path)) {
            if (isDirectory(place)) {
                throw new LinuxException("open", path, Errno.EISDIR);
            }
            try (Fd file = At.openat(place.directory(), place.name(), CREATE, mode)) {
                At.chown(file, 0, 0);
                At.chmod(file, mode);
            } catch (LinuxException e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
            }
        }
    }

    /// Writes a file of root's, in place of what may be there: who reads meanwhile sees the old or
    /// the new, and a link at the end means the place it leads to inside the root. Directories on
    /// the way are made.
    public void writeFile(String path, byte[] content, int mode) throws IOException {
        try (Descent.Place place = place(path)) {
            if (isDirectory(place)) {
                throw new LinuxException("open", path, Errno.EISDIR);
            }
            byte[] beside = bytes(".new-" + RandomId.hex(8));
            try {
                write(place.directory(), beside, content, mode);
                At.renameat2(place.directory(), beside, place.directory(), place.name(), 0);
            } catch (IOException e) {
                removeAfter(e, place.directory(), beside);
                throw e;
            }
        }
    }

    private static void write(Fd directory, byte[] name, byte[] content, int mode)
            throws IOException {
        try (Fd file = At.openat(directory, name, CREATE, 0600)) {
            file.write(0, content, 0, content.length);
            At.chown(file, 0, 0);
            At.chmod(file, mode);
        }
    }

    private static void removeAfter(IOException failure, Fd directory, byte[] name) {
        try {
            At.unlinkat(directory, name, 0);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) {
                failure.addSuppressed(e);
            }
        }
    }

    private Descent.Place place(String path) throws IOException {
        return Descent.place(root, bytes(path), new NewDirectories(path, 0755, 0, 0));
    }

    private static boolean isDirectory(Descent.Place place) throws LinuxException {
        try {
            return At.statx(place.directory(), place.name(), OpenFlags.AT_SYMLINK_NOFOLLOW)
                    .isDirectory();
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    /// Directories that are missing on the way to a path.
    private record NewDirectories(String path, int mode, int uid, int gid) implements Descent.Gaps {
        @Override
        public void fill(Fd directory, byte[] name) throws IOException {
            try {
                At.mkdirat(directory, name, mode & 0700);
            } catch (LinuxException e) {
                if (e.errno() == Errno.EEXIST) {
                    return; // the container was faster
                }
                throw e;
            }
            int flags = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
            try (Fd made = At.openat(directory, name, flags, 0)) {
                At.fchownat(made, new byte[0], uid, gid, 0);
                At.chmod(made, mode);
            }
        }

        @Override
        public void replace(Fd directory, byte[] name, Stat present) throws IOException {
            throw new NotDirectoryException(path);
        }
    }

    private static <T> Optional<T> ifAbsent(LinuxException e) throws LinuxException {
        if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
            return Optional.empty();
        }
        throw e;
    }

    private static byte[] bytes(String path) {
        return path.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        root.close();
    }
}
