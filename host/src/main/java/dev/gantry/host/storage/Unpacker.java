package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.oci.layer.MalformedArchiveException;
import dev.gantry.oci.layer.TarEntry;
import dev.gantry.oci.layer.TarReader;
import dev.gantry.oci.layer.Whiteout;
import dev.gantry.oci.layer.Whiteouts;
import java.io.IOException;
import java.io.InputStream;

/// Writes the entries of one layer's archive below a root, with whiteouts as overlayfs has them.
///
/// Nobody else writes below the root meanwhile. The layers below are not looked at: an entry that
/// comes in place of another hides what they have there, as if it had been removed first.
final class Unpacker implements AutoCloseable {
    private final Fd root;
    private final TarReader reader;
    private final UnpackLimits limits;
    private final LayerParents parents;
    private final EntryFiles files;
    private final DirectoryTimes times = new DirectoryTimes();

    Unpacker(Fd root, InputStream tar, UnpackLimits limits) {
        this.root = root;
        this.reader = new TarReader(tar, limits.tar());
        this.limits = limits;
        this.parents = new LayerParents(root);
        this.files = new EntryFiles(reader, parents);
    }

    /// Reads the archive to its end and returns the bytes of all files in it; a symbolic link
    /// counts with the length of its target, as in the kernel.
    long unpack() throws IOException {
        long entries = 0;
        long links = 0;
        for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            try {
                if (++entries > limits.maxEntries()) {
                    throw new MalformedArchiveException(
                            "more than %d entries".formatted(limits.maxEntries()));
                }
                put(entry);
                links += entry.type() == TarEntry.Type.SYMLINK ? entry.linkTarget().length : 0;
            } catch (MalformedArchiveException e) {
                throw new MalformedArchiveException("layer: " + e.getMessage(), e);
            }
        }
        times.apply(root);
        return files.size() + links;
    }

    private void put(TarEntry entry) throws IOException {
        EntryName name = EntryName.of(entry.name(), entry.displayName());
        try {
            if (name.isRoot()) {
                putRoot(entry, name);
            } else if (!name.isBelowForeign()) {
                put(entry, name);
            }
        } catch (LinuxException e) {
            throw new IOException(
                    "layer: cannot unpack %s: %s".formatted(entry.displayName(), e.getMessage()),
                    e);
        }
    }

    private void putRoot(TarEntry entry, EntryName name) throws IOException {
        if (entry.type() != TarEntry.Type.DIRECTORY) {
            throw new MalformedArchiveException("the root is no directory");
        }
        EntryAttributes.apply(entry, root);
        times.remember(name, entry.modified());
    }

    private void put(TarEntry entry, EntryName name) throws IOException {
        if (name.isBelowWhiteout()) {
            throw new MalformedArchiveException("below a whiteout: " + entry.displayName());
        }
        switch (whiteout(entry, name)) {
            case Whiteout.None _ -> {
                files.put(entry, name);
                if (entry.type() == TarEntry.Type.DIRECTORY) {
                    times.remember(name, entry.modified());
                }
            }
            case Whiteout.Removed removed -> putWhiteout(parents.of(name), removed.name());
            case Whiteout.Opaque _ -> Overlay.makeOpaque(parents.of(name));
            case Whiteout.Foreign _ -> {}
        }
    }

    private static Whiteout whiteout(TarEntry entry, EntryName name) throws IOException {
        try {
            return Whiteouts.of(name.base());
        } catch (MalformedArchiveException e) {
            throw new MalformedArchiveException("invalid whiteout " + entry.displayName(), e);
        }
    }

    /// A whiteout speaks of the layers below only: what this layer has there stays.
    private static void putWhiteout(Fd parent, byte[] name) throws IOException {
        try {
            Overlay.putWhiteout(parent, name);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
            if (At.statx(parent, name, OpenFlags.AT_SYMLINK_NOFOLLOW).isDirectory()) {
                Overlay.makeOpaque(parent, name);
            }
        }
    }

    @Override
    public void close() {
        parents.close();
    }
}
