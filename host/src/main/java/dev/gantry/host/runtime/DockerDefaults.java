package dev.gantry.host.runtime;

import dev.gantry.host.runtime.Resources.DeviceRule;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a container gets when nobody asked for anything else: Docker's own defaults, and the
/// hardening that no program notices.
public final class DockerDefaults {
    /// Docker's fourteen, in its order.
    public static final List<String> CAPABILITIES =
            List.of(
                    "CAP_CHOWN",
                    "CAP_DAC_OVERRIDE",
                    "CAP_FSETID",
                    "CAP_FOWNER",
                    "CAP_MKNOD",
                    "CAP_NET_RAW",
                    "CAP_SETGID",
                    "CAP_SETUID",
                    "CAP_SETFCAP",
                    "CAP_SETPCAP",
                    "CAP_NET_BIND_SERVICE",
                    "CAP_SYS_CHROOT",
                    "CAP_KILL",
                    "CAP_AUDIT_WRITE");

    public static final List<String> READ_ONLY_PATHS =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    /// Ping without a capability and low ports without root. Only with a network of its own.
    public static final Map<String, String> SYSCTLS =
            Map.of(
                    "net.ipv4.ip_unprivileged_port_start", "0",
                    "net.ipv4.ping_group_range", "0 2147483647");

    public static final long SHM_SIZE = 64L << 20;

    private static final List<String> MASKED_PATHS =
            List.of(
                    "/proc/asound",
                    "/proc/acpi",
                    "/proc/interrupts",
                    "/proc/kcore",
                    "/proc/keys",
                    "/proc/latency_stats",
                    "/proc/timer_list",
                    "/proc/timer_stats",
                    "/proc/sched_debug",
                    "/proc/scsi",
                    "/sys/firmware",
                    "/sys/devices/virtual/powercap",
                    "/sys/fs/selinux");

    private DockerDefaults() {}

    /// Docker's masked paths, with one of each processor's thermal counters where there are any,
    /// and SELinux's control files, which others mask.
    public static List<String> maskedPaths() {
        List<String> paths = new ArrayList<>(MASKED_PATHS);
        try (DirectoryStream<Path> processors =
                Files.newDirectoryStream(Path.of("/sys/devices/system/cpu"), "cpu[0-9]*")) {
            for (Path processor : processors) {
                Path throttle = processor.resolve("thermal_throttle");
                if (Files.exists(throttle)) {
                    paths.add(throttle.toString());
                }
            }
        } catch (IOException e) {
            return List.copyOf(MASKED_PATHS);
        }
        return List.copyOf(paths);
    }

    /// `null`, `zero`, `full`, `random`, `urandom`, `tty`, `console`; never FUSE. What every
    /// container needs besides (`pts`, `ptmx`, `mknod`) the runtime adds.
    public static List<DeviceRule> deviceRules() {
        return List.of(
                DeviceRule.denyAll(),
                DeviceRule.allow("c", 1, 5),
                DeviceRule.allow("c", 1, 3),
                DeviceRule.allow("c", 1, 9),
                DeviceRule.allow("c", 1, 8),
                DeviceRule.allow("c", 5, 0),
                DeviceRule.allow("c", 5, 1),
                new DeviceRule(false, "c", 10L, 229L, "rwm"));
    }

    /// The file systems of the kernel, in Docker's order.
    ///
    /// @param shmSize of `/dev/shm`, in bytes
    public static List<MountSpec> mounts(long shmSize) {
        return List.of(
                new MountSpec("/proc", "proc", "proc", List.of("nosuid", "noexec", "nodev")),
                new MountSpec(
                        "/dev",
                        "tmpfs",
                        "tmpfs",
                        List.of("nosuid", "strictatime", "mode=755", "size=65536k")),
                new MountSpec(
                        "/dev/pts",
                        "devpts",
                        "devpts",
                        List.of(
                                "nosuid",
                                "noexec",
                                "newinstance",
                                "ptmxmode=0666",
                                "mode=0620",
                                "gid=5")),
                new MountSpec("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", "ro")),
                new MountSpec(
                        "/sys/fs/cgroup",
                        "cgroup",
                        "cgroup",
                        List.of("ro", "nosuid", "noexec", "nodev")),
                new MountSpec(
                        "/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")),
                new MountSpec(
                        "/dev/shm",
                        "tmpfs",
                        "shm",
                        List.of("nosuid", "noexec", "nodev", "mode=1777", "size=" + shmSize)));
    }
}
