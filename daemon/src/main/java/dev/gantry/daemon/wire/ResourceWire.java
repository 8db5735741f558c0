package dev.gantry.daemon.wire;

import dev.gantry.api.container.HostConfig;
import dev.gantry.engine.container.ContainerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How much a container may use, out of `HostConfig`, by Docker's rules.
final class ResourceWire {
    private static final long LEAST_MEMORY = 6L << 20;
    private static final Set<String> ULIMITS =
            Set.of(
                    "core",
                    "cpu",
                    "data",
                    "fsize",
                    "locks",
                    "memlock",
                    "msgqueue",
                    "nice",
                    "nofile",
                    "nproc",
                    "rss",
                    "rtprio",
                    "rttime",
                    "sigpending",
                    "stack");

    private ResourceWire() {}

    static ContainerSpec.Limits parse(HostConfig host, HostDefaults defaults) {
        refuseUnknown(host);
        requireMemory(host);
        requireCpu(host, defaults);
        Given.require(
                host.blkioWeight() == 0
                        || !defaults.hasBlockIoWeight()
                        || (host.blkioWeight() >= 10 && host.blkioWeight() <= 1000),
                "Range of blkio weight is from 10 to 1000");
        Integer swappiness = host.memorySwappiness();
        return new ContainerSpec.Limits(
                host.memory(),
                host.memoryReservation(),
                memorySwap(host),
                swappiness != null && swappiness == -1 ? null : swappiness,
                Boolean.TRUE.equals(host.oomKillDisable()),
                host.nanoCpus(),
                host.cpuShares(),
                host.cpuPeriod(),
                host.cpuQuota(),
                Given.text(host.cpusetCpus()),
                Given.text(host.cpusetMems()),
                pids(host),
                defaults.hasBlockIoWeight() ? host.blkioWeight() : 0,
                Given.text(host.cgroupParent()),
                runtime(host, defaults));
    }

    static List<String> warnings(HostConfig host, HostDefaults defaults) {
        List<String> warnings = new ArrayList<>();
        if (host.blkioWeight() != 0 && !defaults.hasBlockIoWeight()) {
            warnings.add(
                    "Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.");
        }
        if (Boolean.TRUE.equals(host.oomKillDisable()) && host.memory() == 0) {
            warnings.add(
                    "OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.");
        }
        return warnings;
    }

    private static void refuseUnknown(HostConfig host) {
        Given.refuse(host.blkioWeightDevice(), "limits on block devices");
        Given.refuse(host.blkioDeviceReadBps(), "limits on block devices");
        Given.refuse(host.blkioDeviceWriteBps(), "limits on block devices");
        Given.refuse(host.blkioDeviceReadIops(), "limits on block devices");
        Given.refuse(host.blkioDeviceWriteIops(), "limits on block devices");
        Given.refuse(
                host.cpuRealtimePeriod() != 0 || host.cpuRealtimeRuntime() != 0,
                "real-time scheduling");
        Given.refuse(
                host.cpuCount() != 0
                        || host.cpuPercent() != 0
                        || host.ioMaximumIops() != 0
                        || host.ioMaximumBandwidth() != 0,
                "limits of Windows containers");
    }

    private static void requireMemory(HostConfig host) {
        long memory = host.memory();
        long swap = host.memorySwap();
        Given.require(memory == 0 || memory >= LEAST_MEMORY, "Minimum memory limit allowed is 6MB");
        Given.require(
                memory == 0 || swap <= 0 || swap >= memory,
                "Minimum memoryswap limit should be larger than memory limit, see usage");
        Given.require(
                memory != 0 || swap <= 0,
                "You should always set the Memory limit when using Memoryswap limit, see usage");
        Integer swappiness = host.memorySwappiness();
        Given.require(
                swappiness == null || (swappiness >= -1 && swappiness <= 100),
                "Invalid value: %s, valid memory swappiness range is 0-100".formatted(swappiness));
        long reservation = host.memoryReservation();
        Given.require(
                reservation == 0 || reservation >= LEAST_MEMORY,
                "Minimum memory reservation allowed is 6MB");
        Given.require(
                memory == 0 || reservation <= memory,
                "Minimum memory limit can not be less than memory reservation limit, see usage");
    }

    private static void requireCpu(HostConfig host, HostDefaults defaults) {
        double most = defaults.processors();
        Given.require(
                host.nanoCpus() >= 0 && host.nanoCpus() <= most * 1e9,
                String.format(
                        Locale.ROOT,
                        "range of CPUs is from 0.01 to %.2f, as there are only %d CPUs available",
                        most,
                        defaults.processors()));
        boolean byNanos = host.nanoCpus() > 0;
        Given.require(
                !(byNanos && host.cpuPeriod() > 0),
                "Conflicting options: Nano CPUs and CPU Period cannot both be set");
        Given.require(
                !(byNanos && host.cpuQuota() > 0),
                "Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        Given.require(
                host.cpuShares() >= 0,
                "invalid CPU shares (%d): value must be a positive integer"
                        .formatted(host.cpuShares()));
        long period = host.cpuPeriod();
        Given.require(
                period == 0 || (period >= 1000 && period <= 1_000_000),
                "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        Given.require(
                host.cpuQuota() <= 0 || host.cpuQuota() >= 1000,
                "CPU cfs quota can not be less than 1ms (i.e. 1000)");
        requireSet("cpuset cpus", Given.text(host.cpusetCpus()));
        requireSet("cpuset mems", Given.text(host.cpusetMems()));
        requireProcessors(Given.text(host.cpusetCpus()), defaults.processors());
    }

    private static void requireProcessors(String set, int processors) {
        for (String number : set.isEmpty() ? new String[0] : set.split("[-,]")) {
            Given.require(
                    number.length() < 6 && Integer.parseInt(number) < processors,
                    "Requested CPUs are not available - requested %s, available: %s"
                            .formatted(set, processors == 1 ? "0" : "0-" + (processors - 1)));
        }
    }

    private static void requireSet(String what, String set) {
        Given.require(
                set.isEmpty() || set.matches("[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*"),
                "Invalid value %s for %s: invalid format: %s".formatted(set, what, set));
    }

    /// Without a word of it, as much swap as memory again.
    static long memorySwap(HostConfig host) {
        return host.memory() > 0 && host.memorySwap() == 0 ? host.memory() * 2 : host.memorySwap();
    }

    /// 0 and -1 are no limit.
    static @Nullable Long pids(HostConfig host) {
        Long pids = host.pidsLimit();
        return pids == null || pids <= 0 ? null : pids;
    }

    private static String runtime(HostConfig host, HostDefaults defaults) {
        String name = Given.text(host.runtime());
        return name.isEmpty() ? defaults.runtime() : name;
    }

    static List<ContainerSpec.Ulimit> ulimits(HostConfig host) {
        return Given.list(host.ulimits()).stream()
                .map(ulimit -> {
                    String name = Given.text(ulimit.name());
                    Given.require(ULIMITS.contains(name), "invalid ulimit type: " + name);
                    Given.require(
                            ulimit.hard() == -1 || ulimit.soft() <= ulimit.hard(),
                            "ulimit soft limit must be less than or equal to hard limit: %d > %d"
                                    .formatted(ulimit.soft(), ulimit.hard()));
                    return new ContainerSpec.Ulimit(name, ulimit.soft(), ulimit.hard());
                })
                .toList();
    }
}
