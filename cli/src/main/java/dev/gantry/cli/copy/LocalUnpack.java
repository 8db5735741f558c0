package dev.gantry.cli.copy;

import dev.gantry.cli.command.ExitException;
import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import dev.gantry.linux.Xattrs;
import dev.gantry.oci.layer.TarEntry;
import dev.gantry.oci.layer.TarLimits;
import dev.gantry.oci.layer.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Unpacks what a daemon sends into a directory here. Files belong to whoever runs this.
///
/// Every path is resolved by the kernel below that directory: a link that leads out of it, whether
/// the archive brought it or it was there, ends the copy. Directories get their mode and time when
/// all is in them.
final class LocalUnpack {
    private static final byte[] SELF = {};
    private static final int DIRECTORY = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
    private static final long BENEATH = OpenFlags.RESOLVE_BENEATH | OpenFlags.RESOLVE_NO_MAGICLINKS;

    private final Fd root;
    private final String shown;
    private final LinkedHashMap<EntryPath, TarEntry> directories = new LinkedHashMap<>();

    private LocalUnpack(Fd root, String shown) {
        this.root = root;
        this.shown = shown;
    }

    /// @param sent what the archive calls that which was asked for; `.` or nothing for all it holds
    static void unpack(InputStream archive, String sent, Placement placement) throws IOException {
        EntryNames names = new EntryNames(sent, placement.name());
        try (Fd root =
                        At.open(
                                Path.of(placement.directory()),
                                OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
                TarReader tar = new TarReader(archive, TarLimits.of(Long.MAX_VALUE))) {
            LocalUnpack unpack = new LocalUnpack(root, placement.directory());
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                EntryPath path = names.place(entry, entry.name());
                if (!path.isRoot()) {
                    unpack.entry(entry, path, names, tar.content());
                }
            }
            unpack.finishDirectories();
        }
    }

    private void entry(TarEntry entry, EntryPath path, EntryNames names, InputStream content)
            throws IOException {
        try (Fd parent = parent(path)) {
            boolean exists = makeRoom(entry, parent, path);
            byte[] name = path.last();
            switch (entry.type()) {
                case DIRECTORY -> {
                    if (!exists) {
                        At.mkdirat(parent, name, 0700);
                    }
                    directories.put(path, entry);
                }
                case FILE -> file(entry, parent, name, content);
                case HARDLINK -> link(names.place(entry, entry.linkTarget()), parent, name);
                case SYMLINK -> {
                    At.symlinkat(entry.linkTarget(), parent, name);
                    times(entry, parent, name);
                }
                case FIFO -> node(entry, Stat.S_IFIFO, parent, name);
                case CHARACTER_DEVICE -> node(entry, Stat.S_IFCHR, parent, name);
                case BLOCK_DEVICE -> node(entry, Stat.S_IFBLK, parent, name);
            }
        } catch (LinuxException e) {
            throw explain(e, path);
        }
    }

    /// The kernel's words for a path that is not below the root are of no help.
    private IOException explain(LinuxException e, EntryPath path) {
        return e.errno() != Errno.EXDEV
                ? e
                : ExitException.because(
                        "refusing to copy %s: a link in it leads out of %s".formatted(path, shown));
    }

    /// The directory an entry goes to, made with those above it where it is not there.
    private Fd parent(EntryPath path) throws LinuxException {
        byte[] parent = path.parent();
        try {
            return open(parent);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
        for (EntryPath above : path.above()) {
            try (Fd directory = open(above.parent())) {
                At.mkdirat(directory, above.last(), 0777);
            } catch (LinuxException e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
            }
        }
        return open(parent);
    }

    private Fd open(byte[] directory) throws LinuxException {
        byte[] path = directory.length == 0 ? new byte[] {'.'} : directory;
        int flags = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY;
        return At.openat2(root, path, flags, 0, BENEATH);
    }

    /// Takes away what stands in the place of an entry, and says whether a directory stays there.
    private static boolean makeRoom(TarEntry entry, Fd parent, EntryPath path) throws IOException {
        boolean wantsDirectory = entry.type() == TarEntry.Type.DIRECTORY;
        Stat stat;
        try {
            stat = At.statx(parent, path.last(), OpenFlags.AT_SYMLINK_NOFOLLOW);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
        if (stat.isDirectory() != wantsDirectory) {
            throw ExitException.because(
                    (wantsDirectory
                                    ? "cannot overwrite non-directory \"%s\" with a directory"
                                    : "cannot overwrite directory \"%s\" with a non-directory")
                            .formatted(path));
        }
        if (!wantsDirectory) {
            At.unlinkat(parent, path.last(), 0);
        }
        return wantsDirectory;
    }

    private static void file(TarEntry entry, Fd parent, byte[] name, InputStream content)
            throws IOException {
        int flags =
                OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW;
        try (Fd file = At.openat(parent, name, flags, 0600)) {
            if (entry.size() > 0) {
                try (OutputStream out = file.output()) {
                    content.transferTo(out);
                    finish(entry, file);
                }
            } else {
                finish(entry, file);
            }
        }
        times(entry, parent, name);
    }

    private static void finish(TarEntry entry, Fd file) throws LinuxException {
        At.chmod(file, entry.mode());
        for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
            if (xattr.getKey().equals("security.capability")) {
                capability(file, xattr.getValue());
            }
        }
    }

    /// Only root can, and not on every file system; the copy is good without.
    private static void capability(Fd file, byte[] value) throws LinuxException {
        try {
            Xattrs.set(file, "security.capability", value);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EPERM && e.errno() != Errno.EOPNOTSUPP) {
                throw e;
            }
        }
    }

    private void link(EntryPath target, Fd parent, byte[] name) throws LinuxException {
        try (Fd targetParent = open(target.parent())) {
            At.linkat(targetParent, target.last(), parent, name, 0);
        }
    }

    private static void node(TarEntry entry, int type, Fd parent, byte[] name)
            throws LinuxException {
        Stat.Device device = new Stat.Device(entry.deviceMajor(), entry.deviceMinor());
        At.mknodat(parent, name, type | entry.mode(), device);
        times(entry, parent, name);
    }

    private static void times(TarEntry entry, Fd parent, byte[] name) throws LinuxException {
        At.utimensat(
                parent, name, entry.modified(), entry.modified(), OpenFlags.AT_SYMLINK_NOFOLLOW);
    }

    private void finishDirectories() throws IOException {
        for (Map.Entry<EntryPath, TarEntry> each : directories.reversed().entrySet()) {
            EntryPath path = each.getKey();
            TarEntry entry = each.getValue();
            try (Fd directory = At.openat2(root, path.bytes(), DIRECTORY, 0, BENEATH)) {
                At.utimensat(directory, SELF, entry.modified(), entry.modified(), 0);
                At.chmod(directory, entry.mode());
            } catch (LinuxException e) {
                throw explain(e, path);
            }
        }
    }

    static String show(byte[] name) {
        return new String(name, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    }
}
