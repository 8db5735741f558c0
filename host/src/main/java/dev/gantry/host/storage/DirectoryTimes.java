package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.oci.layer.MalformedArchiveException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The times that directories shall have when nothing is put into them any more.
final class DirectoryTimes {
    private static final long MOST_BYTES = 128L << 20;
    private static final long OVERHEAD = 64;
    private static final byte[] SELF = {};

    private final List<Wanted> wanted = new ArrayList<>();
    private long bytes;

    private record Wanted(byte[] path, Instant modified) {}

    /// @throws MalformedArchiveException when it would be too much to remember
    void remember(EntryName name, Instant modified) throws MalformedArchiveException {
        byte[] path = name.path();
        bytes += path.length + OVERHEAD;
        if (bytes > MOST_BYTES) {
            throw new MalformedArchiveException("too many directories");
        }
        wanted.add(new Wanted(path, modified));
    }

    /// What became something else meanwhile is left alone.
    void apply(Fd root) throws LinuxException {
        int flags = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
        long inside = OpenFlags.RESOLVE_IN_ROOT | OpenFlags.RESOLVE_NO_MAGICLINKS;
        for (Wanted one : wanted) {
            try (Fd directory = At.openat2(root, one.path(), flags, 0, inside)) {
                At.utimensat(directory, SELF, one.modified(), one.modified(), 0);
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENOENT
                        && e.errno() != Errno.ENOTDIR
                        && e.errno() != Errno.ELOOP) {
                    throw e;
                }
            }
        }
    }
}
