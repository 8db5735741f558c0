package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import dev.gantry.oci.layer.MalformedArchiveException;
import dev.gantry.oci.layer.SparseMap;
import dev.gantry.oci.layer.TarEntry;
import dev.gantry.oci.layer.TarReader;
import java.io.IOException;
import java.io.InputStream;

/// Makes the files, directories, links and devices that an archive's entries tell of.
final class EntryFiles {
    private static final int CREATE =
            OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW;
    private static final int DIRECTORY =
            OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
    private static final int BUFFER = 128 * 1024;

    private final TarReader reader;
    private final Ground ground;
    private final byte[] buffer = new byte[BUFFER];
    private long size;

    EntryFiles(TarReader reader, Ground ground) {
        this.reader = reader;
        this.ground = ground;
    }

    /// Bytes of the files made so far, holes and the targets of links included.
    long size() {
        return size;
    }

    /// Makes what the entry tells of, in place of what may be there.
    ///
    /// @param name below the root, not the root itself
    void put(TarEntry entry, EntryName name) throws IOException {
        ground.check(entry);
        Fd parent = ground.of(name);
        byte[] base = name.base();
        switch (entry.type()) {
            case FILE -> putRegular(entry, parent, base);
            case DIRECTORY -> putDirectory(entry, parent, base);
            case HARDLINK -> putHardLink(entry, parent, base);
            case SYMLINK -> putSymlink(entry, parent, base);
            case CHARACTER_DEVICE -> putSpecial(entry, Stat.S_IFCHR, parent, base);
            case BLOCK_DEVICE -> putSpecial(entry, Stat.S_IFBLK, parent, base);
            case FIFO -> putSpecial(entry, Stat.S_IFIFO, parent, base);
        }
    }

    private void putRegular(TarEntry entry, Fd parent, byte[] name) throws IOException {
        try (Fd file = create(entry, parent, name)) {
            write(entry, file);
            EntryAttributes.apply(entry, file);
        }
        size += entry.size();
    }

    private Fd create(TarEntry entry, Fd parent, byte[] name) throws IOException {
        try {
            return At.openat(parent, name, CREATE, 0600);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
        ground.makeRoom(entry, parent, name);
        return At.openat(parent, name, CREATE, 0600);
    }

    private void write(TarEntry entry, Fd file) throws IOException {
        SparseMap sparse = entry.sparse();
        if (sparse == null) {
            copy(reader.content(), file, 0, entry.size());
            return;
        }
        InputStream data = reader.data();
        for (SparseMap.Segment segment : sparse.segments()) {
            copy(data, file, segment.offset(), segment.length());
        }
        file.truncate(entry.size());
    }

    private void copy(InputStream from, Fd to, long offset, long length) throws IOException {
        long done = 0;
        while (done < length) {
            int wanted = (int) Math.min(buffer.length, length - done);
            int got = from.readNBytes(buffer, 0, wanted);
            if (got == 0) {
                throw new MalformedArchiveException(to + " is cut short");
            }
            to.write(offset + done, buffer, 0, got);
            done += got;
        }
    }

    private void putDirectory(TarEntry entry, Fd parent, byte[] base) throws IOException {
        try {
            At.mkdirat(parent, base, 0700);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
            if (!At.statx(parent, base, OpenFlags.AT_SYMLINK_NOFOLLOW).isDirectory()) {
                ground.replaceByDirectory(entry, parent, base);
            }
        }
        try (Fd directory = At.openat(parent, base, DIRECTORY, 0)) {
            EntryAttributes.apply(entry, directory);
        }
    }

    private void putHardLink(TarEntry entry, Fd parent, byte[] name) throws IOException {
        EntryName target = EntryName.of(entry.linkTarget(), "target of " + entry.displayName());
        if (target.isRoot()) {
            throw refused("a hard link to a directory", entry);
        }
        byte[] base = target.base();
        try (Fd directory = ground.existing(target)) {
            Stat present = At.statx(directory, base, OpenFlags.AT_SYMLINK_NOFOLLOW);
            if (present.isDirectory() || Overlay.isWhiteout(present)) {
                throw refused("a hard link to a directory or nothing", entry);
            }
            if (!isSame(present, parent, name)) {
                make(entry, parent, name, () -> At.linkat(directory, base, parent, name, 0));
            }
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
                throw refused("a hard link to a file that is not there", entry);
            }
            throw e;
        }
    }

    private static boolean isSame(Stat file, Fd parent, byte[] name) throws LinuxException {
        try {
            return At.statx(parent, name, OpenFlags.AT_SYMLINK_NOFOLLOW).inode() == file.inode();
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    private void putSymlink(TarEntry entry, Fd parent, byte[] name) throws IOException {
        make(entry, parent, name, () -> At.symlinkat(entry.linkTarget(), parent, name));
        size += entry.linkTarget().length;
        EntryAttributes.apply(entry, parent, name);
    }

    private void putSpecial(TarEntry entry, int type, Fd parent, byte[] name) throws IOException {
        Stat.Device device = EntryAttributes.device(entry);
        make(entry, parent, name, () -> At.mknodat(parent, name, type | 0600, device));
        EntryAttributes.apply(entry, parent, name);
    }

    private interface Making {
        void make() throws LinuxException;
    }

    private void make(TarEntry entry, Fd parent, byte[] name, Making making) throws IOException {
        try {
            making.make();
        } catch (LinuxException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
            ground.makeRoom(entry, parent, name);
            making.make();
        }
    }

    private static MalformedArchiveException refused(String what, TarEntry entry) {
        return new MalformedArchiveException("%s: %s".formatted(what, entry.displayName()));
    }
}
