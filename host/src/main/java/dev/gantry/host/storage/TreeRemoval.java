package dev.gantry.host.storage;

import dev.gantry.base.RandomId;
import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Removes a tree by descriptors: no link is followed, and no mount crossed.
///
/// Trees may be deeper than descriptors last: what lies too deep is moved to the top first.
final class TreeRemoval {
    private static final int MOST_DEPTH = 100;
    private static final byte[] SELF = {'.'};
    private static final int DIRECTORY =
            OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;

    private final Fd top;
    private final long mount;

    private TreeRemoval(Fd top) throws LinuxException {
        this.top = top;
        this.mount = At.stat(top).mountId();
    }

    /// Removes what stands at a path of ours, if anything does.
    static void remove(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        Path name = path.getFileName();
        if (parent == null || name == null) {
            throw new IllegalArgumentException("no root to remove: " + path);
        }
        try (Fd directory = At.open(parent, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)) {
            remove(directory, name.toString().getBytes(StandardCharsets.UTF_8));
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    /// Removes what stands under a name, if anything does.
    static void remove(Fd directory, byte[] name) throws IOException {
        if (removedAsFile(directory, name)) {
            return;
        }
        try (Fd top = At.openat(directory, name, DIRECTORY, 0)) {
            TreeRemoval removal = new TreeRemoval(top);
            if (At.stat(directory).mountId() != removal.mount) {
                throw new IOException("not removing %s: something is mounted there".formatted(top));
            }
            removal.removeAll();
        }
        At.unlinkat(directory, name, OpenFlags.AT_REMOVEDIR);
    }

    /// Until nothing is left, as what lies deep arrives at the top.
    private void removeAll() throws IOException {
        while (removeChildren(top, 1)) {}
    }

    /// Whether there was anything.
    private boolean removeChildren(Fd directory, int depth) throws IOException {
        List<byte[]> names;
        try (Fd reading = At.openat(directory, SELF, DIRECTORY, 0)) {
            names = At.list(reading);
        }
        for (byte[] name : names) {
            if (!removedAsFile(directory, name)) {
                removeDirectory(directory, name, depth);
            }
        }
        return !names.isEmpty();
    }

    private void removeDirectory(Fd parent, byte[] name, int depth) throws IOException {
        try (Fd directory = At.openat(parent, name, DIRECTORY, 0)) {
            if (At.stat(directory).mountId() != mount) {
                throw new IOException(
                        "not removing %s: something is mounted there".formatted(directory));
            }
            if (depth >= MOST_DEPTH) {
                byte[] aside = ("deep-" + RandomId.hex(8)).getBytes(StandardCharsets.US_ASCII);
                At.renameat2(parent, name, top, aside, OpenFlags.RENAME_NOREPLACE);
                return;
            }
            removeChildren(directory, depth + 1);
        }
        At.unlinkat(parent, name, OpenFlags.AT_REMOVEDIR);
    }

    /// False when it is a directory.
    private static boolean removedAsFile(Fd directory, byte[] name) throws LinuxException {
        try {
            At.unlinkat(directory, name, 0);
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.EISDIR) {
                return false;
            }
            if (e.errno() == Errno.ENOENT) {
                return true;
            }
            throw e;
        }
    }
}
