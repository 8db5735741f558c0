package dev.gantry.host.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads what the kernel counts for a cgroup, in both versions (cgroups(7), cgroup-v2.rst), and for
/// the network namespace of a process. A cgroup that has gone is empty; a single file that is not
/// there counts as zero, since which there are depends on the kernel.
final class UsageReader {
    /// `USER_HZ`, in which the kernel gives times to programs, is 100 on all its machines.
    private static final long TICK = 10_000_000;

    private static final long MICROSECOND = 1_000;

    /// Those of `/proc/stat` that Docker adds up: user to softirq.
    private static final int CPU_FIELDS = 7;

    private final Cgroups cgroups;
    private final boolean isVersion2;

    UsageReader(Cgroups cgroups) {
        this.cgroups = cgroups;
        this.isVersion2 = cgroups.mode() == Cgroups.Mode.V2;
    }

    /// @param path of the cgroup
    /// @param pid in the network namespace
    Optional<Usage> read(String path, int pid) throws IOException {
        Optional<Usage.Cpu> cpu = cpu(path);
        if (cpu.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Usage(
                        isVersion2,
                        cpu.get(),
                        isVersion2 ? memory2(path) : memory1(path),
                        pids(path),
                        isVersion2 ? blockIo2(path) : blockIo1(path),
                        networks(pid)));
    }

    Optional<Usage.Cpu> cpu(String path) throws IOException {
        Instant at = Instant.now();
        Path group = cgroups.directory(isVersion2 ? "" : "cpuacct", path);
        if (group == null || !Files.isDirectory(group)) {
            return Optional.empty();
        }
        Machine machine = machine();
        return Optional.of(isVersion2 ? cpu2(group, at, machine) : cpu1(group, path, at, machine));
    }

    private static Usage.Cpu cpu2(Path group, Instant at, Machine machine) throws IOException {
        Map<String, Long> counts = counts(group, "cpu.stat");
        return new Usage.Cpu(
                at,
                count(counts, "usage_usec") * MICROSECOND,
                List.of(),
                count(counts, "system_usec") * MICROSECOND,
                count(counts, "user_usec") * MICROSECOND,
                machine.time,
                machine.processors,
                new Usage.Throttling(
                        count(counts, "nr_periods"),
                        count(counts, "nr_throttled"),
                        count(counts, "throttled_usec") * MICROSECOND));
    }

    private Usage.Cpu cpu1(Path group, String path, Instant at, Machine machine)
            throws IOException {
        Map<String, Long> split = counts(group, "cpuacct.stat");
        Map<String, Long> throttled = counts(cgroups.directory("cpu", path), "cpu.stat");
        List<Long> each =
                Arrays.stream(text(group, "cpuacct.usage_percpu").strip().split(" +"))
                        .filter(word -> !word.isEmpty())
                        .map(Long::valueOf)
                        .toList();
        return new Usage.Cpu(
                at,
                number(group, "cpuacct.usage").orElse(0),
                each,
                count(split, "system") * TICK,
                count(split, "user") * TICK,
                machine.time,
                machine.processors,
                new Usage.Throttling(
                        count(throttled, "nr_periods"),
                        count(throttled, "nr_throttled"),
                        count(throttled, "throttled_time")));
    }

    /// @param time of all its processors, in nanoseconds
    private record Machine(long time, int processors) {}

    private static Machine machine() throws IOException {
        long time = 0;
        int processors = 0;
        for (String line : Files.readAllLines(Path.of("/proc/stat"))) {
            if (line.startsWith("cpu ")) {
                String[] words = line.split(" +");
                for (int i = 1; i <= CPU_FIELDS; i++) {
                    time += Long.parseLong(words[i]) * TICK;
                }
            } else if (line.startsWith("cpu")) {
                processors++;
            }
        }
        return new Machine(time, processors);
    }

    private Usage.Memory memory2(String path) throws IOException {
        Path group = cgroups.directory("memory", path);
        return new Usage.Memory(
                number(group, "memory.current").orElse(0),
                0,
                count(counts(group, "memory.events"), "oom"),
                Math.min(number(group, "memory.max").orElse(Long.MAX_VALUE), machineMemory()),
                counts(group, "memory.stat"));
    }

    private Usage.Memory memory1(String path) throws IOException {
        Path group = cgroups.directory("memory", path);
        Map<String, Long> details = counts(group, "memory.stat");
        return new Usage.Memory(
                number(group, "memory.usage_in_bytes").orElse(0),
                number(group, "memory.max_usage_in_bytes").orElse(0),
                number(group, "memory.failcnt").orElse(0),
                Math.min(
                        details.getOrDefault("hierarchical_memory_limit", Long.MAX_VALUE),
                        machineMemory()),
                details);
    }

    private static long machineMemory() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemTotal:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return Long.MAX_VALUE;
    }

    private Usage.Pids pids(String path) throws IOException {
        Path group = cgroups.directory("pids", path);
        OptionalLong limit = number(group, "pids.max");
        return new Usage.Pids(
                number(group, "pids.current").orElse(0),
                limit.isPresent() ? (Long) limit.getAsLong() : null);
    }

    /// `8:0 rbytes=1 wbytes=2 rios=3 wios=4 …`.
    private Usage.BlockIo blockIo2(String path) throws IOException {
        List<Usage.Entry> bytes = new ArrayList<>();
        for (String line : text(cgroups.directory("io", path), "io.stat").lines().toList()) {
            String[] words = line.split(" ");
            for (String word : words) {
                if (word.startsWith("rbytes=") || word.startsWith("wbytes=")) {
                    String operation = word.startsWith("r") ? "read" : "write";
                    bytes.add(entry(words[0], operation, word.substring("rbytes=".length())));
                }
            }
        }
        return new Usage.BlockIo(bytes.isEmpty() ? null : bytes, null);
    }

    /// The scheduler that counts differs by kernel and disk; throttling counts always.
    private Usage.BlockIo blockIo1(String path) throws IOException {
        Path group = cgroups.directory("blkio", path);
        return new Usage.BlockIo(
                firstCounted(group, "io_service_bytes_recursive"),
                firstCounted(group, "io_serviced_recursive"));
    }

    private static List<Usage.Entry> firstCounted(@Nullable Path group, String name)
            throws IOException {
        for (String by : List.of("", "bfq.", "throttle.")) {
            List<Usage.Entry> entries = new ArrayList<>();
            for (String line : text(group, "blkio." + by + name).lines().toList()) {
                String[] words = line.split(" ");
                if (words.length == 3) {
                    entries.add(entry(words[0], words[1], words[2]));
                }
            }
            if (!entries.isEmpty()) {
                return entries;
            }
        }
        return List.of();
    }

    private static Usage.Entry entry(String device, String operation, String value) {
        int colon = device.indexOf(':');
        return new Usage.Entry(
                Long.parseLong(device.substring(0, colon)),
                Long.parseLong(device.substring(colon + 1)),
                operation,
                Long.parseLong(value));
    }

    /// `eth0: bytes packets errs drop fifo frame compressed multicast`, and eight more for sent.
    private static Map<String, Usage.Network> networks(int pid) throws IOException {
        Map<String, Usage.Network> networks = new TreeMap<>();
        for (String line : text(Path.of("/proc/" + pid), "net/dev").lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.substring(0, colon).strip().equals("lo")) {
                String[] counts = line.substring(colon + 1).strip().split(" +");
                networks.put(
                        line.substring(0, colon).strip(),
                        new Usage.Network(traffic(counts, 0), traffic(counts, 8)));
            }
        }
        return networks;
    }

    private static Usage.Traffic traffic(String[] counts, int from) {
        return new Usage.Traffic(
                Long.parseLong(counts[from]),
                Long.parseLong(counts[from + 1]),
                Long.parseLong(counts[from + 2]),
                Long.parseLong(counts[from + 3]));
    }

    private static long count(Map<String, Long> counts, String name) {
        return counts.getOrDefault(name, 0L);
    }

    /// Lines of a name and a number.
    private static Map<String, Long> counts(@Nullable Path group, String file) throws IOException {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String line : text(group, file).lines().toList()) {
            String[] words = line.split(" ");
            if (words.length == 2) {
                parse(words[1]).ifPresent(value -> counts.put(words[0], value));
            }
        }
        return counts;
    }

    /// What does not fit, such as an unsigned number for no limit, is as large as can be.
    private static OptionalLong parse(String text) {
        if (!text.matches("[0-9]{1,20}")) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.of(Long.MAX_VALUE);
        }
    }

    /// Empty for `max`, and for a file that is not there.
    private static OptionalLong number(@Nullable Path group, String file) throws IOException {
        return parse(text(group, file).strip());
    }

    private static String text(@Nullable Path group, String file) throws IOException {
        if (group == null) {
            return "";
        }
        try {
            return Files.readString(group.resolve(file));
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            if (message.contains("No such device") || message.contains("No such process")) {
                return ""; // it has just gone
            }
            throw e;
        }
    }
}
