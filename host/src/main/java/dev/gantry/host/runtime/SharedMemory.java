package dev.gantry.host.runtime;

import dev.gantry.linux.Errno;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A `/dev/shm` that stands outside its container, so that others may have it too.
public final class SharedMemory {
    private static final int FLAGS = Mounts.MS_NOSUID | Mounts.MS_NOEXEC | Mounts.MS_NODEV;

    private SharedMemory() {}

    /// Mounts it; one that stands from before is replaced.
    ///
    /// @param size in bytes
    public static void mount(Path directory, long size) throws IOException {
        unmount(directory);
        Files.createDirectories(directory);
        Mounts.mount("shm", directory.toString(), "tmpfs", FLAGS, "mode=1777,size=" + size);
    }

    /// Takes it away; who still uses it keeps it.
    public static void unmount(Path directory) throws IOException {
        try {
            Mounts.umount2(directory.toString(), Mounts.UMOUNT_NOFOLLOW | Mounts.MNT_DETACH);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EINVAL && e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }
}
