package dev.gantry.daemon.wire;

import dev.gantry.base.JsonValue;
import dev.gantry.engine.container.ContainerDocument;
import dev.gantry.engine.container.Sample;
import dev.gantry.host.runtime.Usage;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a container uses, as `GET /containers/{id}/stats` tells it. Which fields there are depends
/// on the version of the machine's cgroups, as with Docker.
public final class StatsWire {
    private static final String NEVER = "0001-01-01T00:00:00Z";

    /// No limit, in the kernel's 64 bits without a sign.
    private static final JsonValue UNLIMITED =
            new JsonValue.Num(BigInteger.TWO.pow(64).subtract(BigInteger.ONE).toString());

    private static final List<String> OTHER_BLOCK_COUNTS =
            List.of(
                    "io_queue_recursive",
                    "io_service_time_recursive",
                    "io_wait_time_recursive",
                    "io_merged_recursive",
                    "io_time_recursive",
                    "sectors_recursive");

    /// What Docker takes of version 1's `memory.stat`, each also with `total_` before it.
    private static final List<String> MEMORY_1 =
            List.of(
                    "active_anon",
                    "active_file",
                    "cache",
                    "dirty",
                    "inactive_anon",
                    "inactive_file",
                    "mapped_file",
                    "pgfault",
                    "pgmajfault",
                    "pgpgin",
                    "pgpgout",
                    "rss",
                    "rss_huge",
                    "unevictable",
                    "writeback");

    /// What Docker takes of version 2's `memory.stat`.
    private static final List<String> MEMORY_2 =
            List.of(
                    "active_anon",
                    "active_file",
                    "anon",
                    "anon_thp",
                    "file",
                    "file_dirty",
                    "file_mapped",
                    "file_writeback",
                    "inactive_anon",
                    "inactive_file",
                    "kernel_stack",
                    "pgactivate",
                    "pgdeactivate",
                    "pgfault",
                    "pglazyfree",
                    "pglazyfreed",
                    "pgmajfault",
                    "pgrefill",
                    "pgscan",
                    "pgsteal",
                    "shmem",
                    "slab",
                    "slab_reclaimable",
                    "slab_unreclaimable",
                    "sock",
                    "thp_collapse_alloc",
                    "thp_fault_alloc",
                    "unevictable",
                    "workingset_activate",
                    "workingset_nodereclaim",
                    "workingset_refault");

    private StatsWire() {}

    /// @param named whether it says whose they are; a single look does not, with Docker
    public static JsonValue json(
            ContainerDocument container, @Nullable Sample sample, boolean named) {
        JsonValue.Builder stats = JsonValue.object();
        if (named) {
            stats.put("name", "/" + container.name()).put("id", container.id());
        }
        Usage usage = sample == null ? null : sample.usage();
        Usage.Cpu before = sample == null ? null : sample.before();
        stats.put("read", usage == null ? NEVER : usage.cpu().at())
                .put("preread", before == null ? NEVER : before.at())
                .put("pids_stats", usage == null ? JsonValue.object().build() : pids(usage))
                .put("blkio_stats", blockIo(usage))
                .put("num_procs", 0)
                .put("storage_stats", JsonValue.object().build())
                .put("cpu_stats", cpu(usage == null ? null : usage.cpu()))
                .put("precpu_stats", cpu(before))
                .put("memory_stats", usage == null ? JsonValue.object().build() : memory(usage));
        if (usage != null && !usage.networks().isEmpty()) {
            stats.put("networks", networks(usage.networks()));
        }
        return stats.build();
    }

    private static JsonValue pids(Usage usage) {
        JsonValue.Builder pids = JsonValue.object();
        if (usage.pids().current() != 0) {
            pids.put("current", usage.pids().current());
        }
        Long limit = usage.pids().limit();
        if (limit != null) {
            pids.put("limit", limit);
        } else if (usage.isVersion2()) {
            pids.put("limit", UNLIMITED);
        }
        return pids.build();
    }

    private static JsonValue blockIo(@Nullable Usage usage) {
        JsonValue.Builder counts = JsonValue.object();
        counts.put(
                "io_service_bytes_recursive",
                usage == null ? null : entries(usage.blockIo().bytes()));
        counts.put(
                "io_serviced_recursive",
                usage == null ? null : entries(usage.blockIo().operations()));
        boolean hasOthers = usage != null && !usage.isVersion2();
        OTHER_BLOCK_COUNTS.forEach(name -> counts.put(name, hasOthers ? List.of() : null));
        return counts.build();
    }

    private static @Nullable List<JsonValue> entries(@Nullable List<Usage.Entry> entries) {
        return entries == null ? null : entries.stream().map(StatsWire::entry).toList();
    }

    private static JsonValue entry(Usage.Entry entry) {
        return JsonValue.object()
                .put("major", entry.major())
                .put("minor", entry.minor())
                .put("op", entry.operation())
                .put("value", entry.value())
                .build();
    }

    private static JsonValue cpu(Usage.@Nullable Cpu cpu) {
        JsonValue.Builder usage =
                JsonValue.object().put("total_usage", cpu == null ? 0 : cpu.total());
        if (cpu != null && !cpu.each().isEmpty()) {
            usage.put("percpu_usage", cpu.each());
        }
        usage.put("usage_in_kernelmode", cpu == null ? 0 : cpu.kernel())
                .put("usage_in_usermode", cpu == null ? 0 : cpu.user());
        JsonValue.Builder object = JsonValue.object().put("cpu_usage", usage.build());
        if (cpu != null) {
            object.put("system_cpu_usage", cpu.machine()).put("online_cpus", cpu.online());
        }
        Usage.Throttling throttling =
                cpu == null ? new Usage.Throttling(0, 0, 0) : cpu.throttling();
        return object.put(
                        "throttling_data",
                        JsonValue.object()
                                .put("periods", throttling.periods())
                                .put("throttled_periods", throttling.throttledPeriods())
                                .put("throttled_time", throttling.time())
                                .build())
                .build();
    }

    private static JsonValue memory(Usage usage) {
        Usage.Memory memory = usage.memory();
        JsonValue.Builder object = JsonValue.object();
        put(object, "usage", memory.current());
        put(object, "max_usage", memory.most());
        object.put(
                "stats",
                usage.isVersion2() ? chosen2(memory.details()) : chosen1(memory.details()));
        put(object, "failcnt", memory.failures());
        put(object, "limit", memory.limit());
        return object.build();
    }

    private static void put(JsonValue.Builder object, String name, long value) {
        if (value != 0) {
            object.put(name, value);
        }
    }

    private static Map<String, Long> chosen1(Map<String, Long> details) {
        Map<String, Long> chosen = new TreeMap<>();
        for (String name : MEMORY_1) {
            chosen.put(name, details.getOrDefault(name, 0L));
            chosen.put("total_" + name, details.getOrDefault("total_" + name, 0L));
        }
        for (String limit : List.of("hierarchical_memory_limit", "hierarchical_memsw_limit")) {
            chosen.put(limit, details.getOrDefault(limit, 0L));
        }
        return chosen;
    }

    private static Map<String, Long> chosen2(Map<String, Long> details) {
        Map<String, Long> chosen = new TreeMap<>();
        MEMORY_2.forEach(name -> chosen.put(name, details.getOrDefault(name, 0L)));
        return chosen;
    }

    private static JsonValue networks(Map<String, Usage.Network> networks) {
        JsonValue.Builder object = JsonValue.object();
        new TreeMap<>(networks).forEach((name, network) -> object.put(name, network(network)));
        return object.build();
    }

    private static JsonValue network(Usage.Network network) {
        JsonValue.Builder object = JsonValue.object();
        traffic(object, "rx_", network.received());
        traffic(object, "tx_", network.sent());
        return object.build();
    }

    private static void traffic(JsonValue.Builder object, String prefix, Usage.Traffic traffic) {
        object.put(prefix + "bytes", traffic.bytes())
                .put(prefix + "packets", traffic.packets())
                .put(prefix + "errors", traffic.errors())
                .put(prefix + "dropped", traffic.dropped());
    }
}
