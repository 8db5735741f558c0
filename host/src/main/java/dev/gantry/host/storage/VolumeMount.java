package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.Mounts;
import dev.gantry.linux.OpenFlags;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A file system that stands on a volume's directory while the volume is used, as the options
/// `type`, `device` and `o` of the driver `local` ask for. They go to `mount(2)` as they are, and
/// to no other program.
///
/// @param options in the words of `mount(8)`, separated by commas
public record VolumeMount(String type, String device, String options) {
    private static final Map<String, Integer> SET =
            Map.ofEntries(
                    Map.entry("ro", 1),
                    Map.entry("nosuid", 2),
                    Map.entry("nodev", 4),
                    Map.entry("noexec", 8),
                    Map.entry("sync", 16),
                    Map.entry("mand", 64),
                    Map.entry("dirsync", 128),
                    Map.entry("noatime", 1024),
                    Map.entry("nodiratime", 2048),
                    Map.entry("bind", Mounts.MS_BIND),
                    Map.entry("rbind", Mounts.MS_BIND | Mounts.MS_REC),
                    Map.entry("relatime", 1 << 21),
                    Map.entry("strictatime", 1 << 24));
    private static final Map<String, Integer> CLEARED =
            Map.of(
                    "rw", 1,
                    "suid", 2,
                    "dev", 4,
                    "exec", 8,
                    "async", 16,
                    "atime", 1024,
                    "diratime", 2048);
    private static final int AT_MOUNT_TIME = Mounts.MS_BIND | Mounts.MS_REC;

    /// Whether a file system stands on the directory.
    public static boolean isMounted(Path directory) throws IOException {
        try (Fd here = At.open(directory, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)) {
            return At.stat(here).isMountRoot();
        }
    }

    /// Mounts it.
    public void mount(Path directory) throws IOException {
        int flags = 0;
        List<String> data = new ArrayList<>();
        for (String option : options.isEmpty() ? new String[0] : options.split(",")) {
            if (SET.containsKey(option)) {
                flags |= SET.get(option);
            } else if (CLEARED.containsKey(option)) {
                flags &= ~CLEARED.get(option);
            } else if (!option.isEmpty() && !option.equals("defaults")) {
                data.add(resolved(option));
            }
        }
        String target = directory.toString();
        Mounts.mount(device, target, type, flags, String.join(",", data));
        if ((flags & Mounts.MS_BIND) != 0 && (flags & ~AT_MOUNT_TIME) != 0) {
            Mounts.mount("none", target, "", (flags & ~Mounts.MS_REC) | Mounts.MS_REMOUNT, "");
        }
        Mounts.mount("none", target, "", Mounts.MS_PRIVATE | Mounts.MS_REC, null);
    }

    /// The kernel's NFS client knows no names.
    private String resolved(String option) throws UnknownHostException {
        boolean isName = type.startsWith("nfs") && option.startsWith("addr=");
        return isName
                ? "addr=" + InetAddress.getByName(option.substring(5)).getHostAddress()
                : option;
    }

    /// Unmounts whatever stands on the directory; who still uses it keeps it to himself.
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
