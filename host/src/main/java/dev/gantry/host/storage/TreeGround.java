package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import dev.gantry.oci.layer.MalformedArchiveException;
import dev.gantry.oci.layer.TarEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A directory of a tree that others use meanwhile, such as a container's. Links on the way to an
/// entry mean what they mean inside the root.
final class TreeGround implements Ground, AutoCloseable {
    private static final long INSIDE = OpenFlags.RESOLVE_IN_ROOT | OpenFlags.RESOLVE_NO_MAGICLINKS;
    private static final int IMPLIED_MODE = 0755;

    private final Fd root;
    private final byte[] directory;
    private final boolean keepsKinds;
    private byte @Nullable [] lastPath;
    private @Nullable Fd last;

    /// @param directory below the root, which the entries' names count from
    /// @param keepsKinds a directory never becomes something else, nor something else a directory
    TreeGround(Fd root, byte[] directory, boolean keepsKinds) {
        this.root = root;
        this.directory = directory;
        this.keepsKinds = keepsKinds;
    }

    @Override
    public Fd of(EntryName name) throws IOException {
        byte[] path = path(name);
        Fd parent = last;
        if (parent != null && Arrays.equals(path, lastPath)) {
            return parent;
        }
        forget();
        parent = open(path);
        last = parent;
        lastPath = path;
        return parent;
    }

    private byte[] path(EntryName name) {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        path.writeBytes(directory);
        path.write('/');
        path.writeBytes(name.parent());
        return path.toByteArray();
    }

    private Fd open(byte[] path) throws IOException {
        try {
            return present(path);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return Descent.directory(root, path, new Implied());
            }
            throw e;
        }
    }

    @Override
    public Fd existing(EntryName name) throws LinuxException {
        return present(path(name));
    }

    private Fd present(byte[] path) throws LinuxException {
        return At.openat2(root, path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, 0, INSIDE);
    }

    @Override
    public void check(TarEntry entry) {}

    @Override
    public void makeRoom(TarEntry entry, Fd parent, byte[] name) throws IOException {
        if (keepsKinds && At.statx(parent, name, OpenFlags.AT_SYMLINK_NOFOLLOW).isDirectory()) {
            throw new MalformedArchiveException(
                    "cannot overwrite directory \"%s\" with non-directory \"%s\""
                            .formatted(entry.displayName(), entry.displayName()));
        }
        TreeRemoval.remove(parent, name);
    }

    @Override
    public void replaceByDirectory(TarEntry entry, Fd parent, byte[] name) throws IOException {
        if (keepsKinds) {
            throw new MalformedArchiveException(
                    "cannot overwrite non-directory \"%s\" with directory \"%s\""
                            .formatted(entry.displayName(), entry.displayName()));
        }
        TreeRemoval.remove(parent, name);
        At.mkdirat(parent, name, 0700);
    }

    /// A directory that the archive does not tell of.
    private static final class Implied implements Descent.Gaps {
        @Override
        public void fill(Fd directory, byte[] name) throws IOException {
            At.mkdirat(directory, name, IMPLIED_MODE);
            int flags = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
            try (Fd made = At.openat(directory, name, flags, 0)) {
                At.chown(made, 0, 0);
                At.chmod(made, IMPLIED_MODE);
            }
        }

        @Override
        public void replace(Fd directory, byte[] name, Stat present) throws IOException {
            throw new MalformedArchiveException("a file stands where a directory is needed");
        }
    }

    private void forget() {
        Fd directory = last;
        if (directory != null) {
            directory.close();
        }
        last = null;
        lastPath = null;
    }

    @Override
    public void close() {
        forget();
    }
}
