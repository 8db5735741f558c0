package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import java.util.HashSet;
import java.util.Set;

/// The bytes of the files in a tree as Docker counts them: by their size, each file with several
/// names once, directories not at all. What lies deeper than any path is long enough for is not
/// counted.
final class DiskUse {
    private static final int READ =
            OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
    private static final int MOST_DEPTH = 400;

    private final Set<Long> linked = new HashSet<>();
    private long bytes;

    private DiskUse() {}

    /// @param directory open for reading and at its beginning
    static long of(Fd directory) throws LinuxException {
        DiskUse use = new DiskUse();
        use.addAll(directory, 0);
        return use.bytes;
    }

    private void addAll(Fd directory, int depth) throws LinuxException {
        for (byte[] name : At.list(directory)) {
            try {
                add(directory, name, depth);
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTDIR) {
                    throw e; // others are gone meanwhile, or became something else
                }
            }
        }
    }

    private void add(Fd directory, byte[] name, int depth) throws LinuxException {
        Stat stat = At.statx(directory, name, OpenFlags.AT_SYMLINK_NOFOLLOW);
        if (!stat.isDirectory()) {
            bytes += stat.links() == 1 || linked.add(stat.inode()) ? stat.size() : 0;
            return;
        }
        if (depth < MOST_DEPTH) {
            try (Fd child = At.openat(directory, name, READ, 0)) {
                addAll(child, depth + 1);
            }
        }
    }
}
