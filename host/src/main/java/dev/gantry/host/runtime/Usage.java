package dev.gantry.host.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a container uses of the machine, as the kernel counts it at one moment.
///
/// @param isVersion2 which cgroups counted: the kernel's words in {@link Memory#details} differ
/// @param networks by interface, those of the container but `lo`
public record Usage(
        boolean isVersion2,
        Cpu cpu,
        Memory memory,
        Pids pids,
        BlockIo blockIo,
        Map<String, Network> networks) {
    public Usage {
        networks = Map.copyOf(networks);
    }

    /// Times in nanoseconds, since the container was made.
    ///
    /// @param each by processor; empty with version 2
    /// @param machine of the whole machine, idle time included
    /// @param online processors of the machine
    public record Cpu(
            Instant at,
            long total,
            List<Long> each,
            long kernel,
            long user,
            long machine,
            int online,
            Throttling throttling) {
        public Cpu {
            each = List.copyOf(each);
        }
    }

    /// How often a limit held it up, and for how many nanoseconds.
    public record Throttling(long periods, long throttledPeriods, long time) {}

    /// Bytes.
    ///
    /// @param most 0 where the kernel does not tell
    /// @param failures how often a limit was hit
    /// @param limit the machine's memory when there is none
    public record Memory(
            long current, long most, long failures, long limit, Map<String, Long> details) {
        public Memory {
            details = Map.copyOf(details);
        }
    }

    /// @param limit `null` for none
    public record Pids(long current, @Nullable Long limit) {}

    /// `null` where the kernel does not count.
    public record BlockIo(@Nullable List<Entry> bytes, @Nullable List<Entry> operations) {}

    /// @param operation in the kernel's words
    public record Entry(long major, long minor, String operation, long value) {}

    public record Network(Traffic received, Traffic sent) {}

    public record Traffic(long bytes, long packets, long errors, long dropped) {}
}
