package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import dev.gantry.oci.layer.MalformedArchiveException;
import dev.gantry.oci.layer.TarEntry;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The directories that entries of a layer stand in, found or made below the layer's root.
///
/// Entries of one directory mostly follow each other, so the last one is kept open.
final class LayerParents implements Ground, AutoCloseable {
    private static final long INSIDE = OpenFlags.RESOLVE_IN_ROOT | OpenFlags.RESOLVE_NO_MAGICLINKS;
    private static final int IMPLIED_MODE = 0755;

    private final Fd root;
    private byte @Nullable [] lastPath;
    private @Nullable Fd last;

    LayerParents(Fd root) {
        this.root = root;
    }

    @Override
    public Fd of(EntryName name) throws IOException {
        byte[] path = name.parent();
        Fd directory = last;
        if (directory != null && Arrays.equals(path, lastPath)) {
            return directory;
        }
        forget();
        directory = open(path);
        last = directory;
        lastPath = path;
        return directory;
    }

    @Override
    public Fd existing(EntryName name) throws LinuxException {
        return openPresent(name.parent());
    }

    /// A whiteout is told by its name, not by the device that overlayfs makes of it.
    @Override
    public void check(TarEntry entry) throws MalformedArchiveException {
        if (entry.type() == TarEntry.Type.CHARACTER_DEVICE
                && EntryAttributes.device(entry).equals(Overlay.WHITEOUT)) {
            throw new MalformedArchiveException("a whiteout as a device: " + entry.displayName());
        }
    }

    @Override
    public void makeRoom(TarEntry entry, Fd parent, byte[] name) throws IOException {
        TreeRemoval.remove(parent, name);
    }

    /// What the layers below have there is hidden with what was replaced.
    @Override
    public void replaceByDirectory(TarEntry entry, Fd parent, byte[] name) throws IOException {
        TreeRemoval.remove(parent, name);
        At.mkdirat(parent, name, 0700);
        Overlay.makeOpaque(parent, name);
    }

    private void forget() {
        Fd directory = last;
        if (directory != null) {
            directory.close();
        }
        last = null;
        lastPath = null;
    }

    private Fd open(byte[] path) throws IOException {
        try {
            return openPresent(path);
        } catch (LinuxException e) {
            return switch (e.errno()) {
                case Errno.ENOENT, Errno.ENOTDIR, Errno.ENAMETOOLONG ->
                        Descent.directory(root, path, new Implied());
                default -> throw e;
            };
        }
    }

    private Fd openPresent(byte[] path) throws LinuxException {
        return At.openat2(root, path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, 0, INSIDE);
    }

    /// A directory that the archive does not tell of.
    private static final class Implied implements Descent.Gaps {
        @Override
        public void fill(Fd directory, byte[] name) throws IOException {
            At.mkdirat(directory, name, IMPLIED_MODE);
            try (Fd made = At.openat(directory, name, OpenFlags.O_PATH, 0)) {
                At.chown(made, 0, 0);
                At.chmod(made, IMPLIED_MODE);
            }
        }

        /// What was removed from the layers below and comes back is new: nothing below is seen.
        @Override
        public void replace(Fd directory, byte[] name, Stat present) throws IOException {
            if (!Overlay.isWhiteout(present)) {
                throw new MalformedArchiveException("a file stands where a directory is needed");
            }
            At.unlinkat(directory, name, 0);
            fill(directory, name);
            try (Fd made = At.openat(directory, name, OpenFlags.O_PATH, 0)) {
                Overlay.makeOpaque(made);
            }
        }
    }

    @Override
    public void close() {
        forget();
    }
}
