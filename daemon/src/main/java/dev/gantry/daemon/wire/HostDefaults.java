package dev.gantry.daemon.wire;

import dev.gantry.engine.HostFacts;
import dev.gantry.host.runtime.Cgroups;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a request is filled in with because of this machine.
///
/// @param runtime that runs containers unless another is asked for
/// @param cgroupns `private` or `host`
/// @param hasBlockIoWeight whether the kernel shares block I/O by weight
public record HostDefaults(
        String runtime, String cgroupns, int processors, boolean hasBlockIoWeight) {
    private static final List<Path> WEIGHTS =
            List.of(
                    Path.of("/sys/fs/cgroup/blkio/blkio.weight"),
                    Path.of("/sys/fs/cgroup/blkio/blkio.bfq.weight"));

    public static HostDefaults of(HostFacts facts) {
        return new HostDefaults(
                facts.runtime(),
                facts.cgroups().mode() == Cgroups.Mode.V2 ? "private" : "host",
                facts.processors(),
                facts.cgroups().mode() == Cgroups.Mode.V2
                        || WEIGHTS.stream().anyMatch(Files::exists));
    }
}
