package dev.gantry.daemon.wire;

import dev.gantry.engine.Engine;
import dev.gantry.engine.HostFacts;
import dev.gantry.engine.log.LogSpec;
import dev.gantry.host.runtime.Cgroups;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a request is filled in with because of this machine.
///
/// @param runtime that runs containers unless another is asked for
/// @param cgroupns `private` or `host`
/// @param log what becomes of output unless the request says
public record HostDefaults(
        String runtime,
        String cgroupns,
        int processors,
        Kernel kernel,
        Engine.ContainerDefaults containers,
        LogSpec log) {
    private static final List<Path> WEIGHTS =
            List.of(
                    Path.of("/sys/fs/cgroup/blkio/blkio.weight"),
                    Path.of("/sys/fs/cgroup/blkio/blkio.bfq.weight"));
    private static final List<Path> DEVICE_WEIGHTS =
            List.of(
                    Path.of("/sys/fs/cgroup/blkio/blkio.weight_device"),
                    Path.of("/sys/fs/cgroup/blkio/blkio.bfq.weight_device"));
    private static final Path REALTIME = Path.of("/sys/fs/cgroup/cpu/cpu.rt_runtime_us");

    /// What the kernel has.
    ///
    /// @param isUnified cgroups are those of version 2
    /// @param memoryNodes as in `0-1`
    public record Kernel(
            boolean isUnified,
            boolean hasBlockIoWeight,
            boolean hasDeviceWeight,
            boolean hasRealtime,
            boolean hasApparmor,
            boolean hasSelinux,
            String memoryNodes) {
        static Kernel of(Cgroups cgroups) {
            boolean isUnified = cgroups.mode() == Cgroups.Mode.V2;
            return new Kernel(
                    isUnified,
                    isUnified || WEIGHTS.stream().anyMatch(Files::exists),
                    isUnified || DEVICE_WEIGHTS.stream().anyMatch(Files::exists),
                    !isUnified && Files.exists(REALTIME),
                    text(Path.of("/sys/module/apparmor/parameters/enabled"), "N").equals("Y"),
                    Files.exists(Path.of("/sys/fs/selinux/enforce")),
                    text(Path.of("/sys/devices/system/node/online"), "0"));
        }

        private static String text(Path file, String whenAbsent) {
            try {
                return Files.exists(file) ? Files.readString(file).strip() : whenAbsent;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public static HostDefaults of(HostFacts facts, LogSpec log) {
        return new HostDefaults(
                facts.runtime(),
                facts.cgroups().mode() == Cgroups.Mode.V2 ? "private" : "host",
                facts.processors(),
                Kernel.of(facts.cgroups()),
                facts.containerDefaults(),
                log);
    }
}
