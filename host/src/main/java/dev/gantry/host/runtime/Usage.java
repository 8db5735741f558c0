package dev.gantry.host.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a container uses, read from its cgroup at one moment. Bytes and nanoseconds.
public record Usage(Instant at, Cpu cpu, Memory memory, Pids pids, List<BlockIo> blockIo) {
    public Usage {
        blockIo = List.copyOf(blockIo);
    }

    /// @param perProcessor where the kernel counts it (cgroup v1)
    public record Cpu(
            long total,
            long inKernel,
            long inUser,
            List<Long> perProcessor,
            long periods,
            long throttledPeriods,
            long throttledTime) {}

    /// @param limit the lower of the cgroup's and the machine's
    /// @param maximum the most it ever used, where known
    /// @param details the kernel's own counters (`memory.stat`)
    public record Memory(
            long usage,
            long limit,
            @Nullable Long maximum,
            long failures,
            Map<String, Long> details) {}

    /// @param limit `null` for none
    public record Pids(long current, @Nullable Long limit) {}

    public record BlockIo(
            long major, long minor, long readBytes, long writeBytes, long reads, long writes) {}
}
