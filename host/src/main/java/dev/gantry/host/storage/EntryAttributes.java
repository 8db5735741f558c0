package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import dev.gantry.linux.Xattrs;
import dev.gantry.oci.layer.MalformedArchiveException;
import dev.gantry.oci.layer.TarEntry;
import java.util.Map;

/// Owner, mode, extended attributes and times of an entry, put on a file in the one order that
/// keeps them: changing the owner clears set-id bits and capabilities.
final class EntryAttributes {
    private static final byte[] SELF = {};
    private static final long MOST_ID = 0xFFFF_FFFEL;

    private EntryAttributes() {}

    /// All of them, on an open file of any kind (`O_PATH` will do), except the times of a
    /// directory, which change with every file that is put into it.
    static void apply(TarEntry entry, Fd file) throws LinuxException, MalformedArchiveException {
        At.fchownat(file, SELF, id(entry, entry.uid()), id(entry, entry.gid()), 0);
        if (entry.type() != TarEntry.Type.SYMLINK) {
            At.chmod(file, entry.mode());
        }
        for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
            apply(entry, file, xattr.getKey(), xattr.getValue());
        }
        if (entry.type() != TarEntry.Type.DIRECTORY) {
            At.utimensat(file, SELF, entry.modified(), entry.modified(), 0);
        }
    }

    /// Those of overlayfs are passed over: they would reach into other layers. So is what the file
    /// system cannot hold, as Docker does it.
    private static void apply(TarEntry entry, Fd file, String name, byte[] value)
            throws LinuxException {
        if (Overlay.isPrivate(name)) {
            return;
        }
        try {
            Xattrs.set(file, name, value);
        } catch (LinuxException e) {
            boolean special =
                    entry.type() != TarEntry.Type.FILE && entry.type() != TarEntry.Type.DIRECTORY;
            boolean neverPossible = special && name.startsWith("user.") && e.errno() == Errno.EPERM;
            if (e.errno() != Errno.EOPNOTSUPP && !neverPossible) {
                throw e;
            }
        }
    }

    /// A link or special file that was just made.
    static void apply(TarEntry entry, Fd directory, byte[] name)
            throws LinuxException, MalformedArchiveException {
        int flags = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;
        try (Fd file = At.openat(directory, name, flags, 0)) {
            apply(entry, file);
        }
    }

    private static int id(TarEntry entry, long id) throws MalformedArchiveException {
        if (id < 0 || id > MOST_ID) {
            throw new MalformedArchiveException(
                    "owner %d of %s does not fit".formatted(id, entry.displayName()));
        }
        return (int) id;
    }

    static Stat.Device device(TarEntry entry) {
        return new Stat.Device(entry.deviceMajor(), entry.deviceMinor());
    }
}
