package dev.gantry.daemon.wire;

import dev.gantry.api.container.HostConfig;
import dev.gantry.api.container.ThrottleDevice;
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
        return limits(host, defaults);
    }

    /// What an update asks for, by itself; swap alone is enough.
    static void requireUpdate(HostConfig host, HostDefaults defaults) {
        refuseUnknown(host);
        if (host.memory() != 0 || host.memorySwap() <= 0) {
            requireMemory(host);
        }
        requireCpu(host, defaults);
    }

    static ContainerSpec.Limits limits(HostConfig host, HostDefaults defaults) {
        HostDefaults.Kernel kernel = defaults.kernel();
        Integer swappiness = host.memorySwappiness();
        boolean asksSwappiness = swappiness != null && swappiness != -1 && !kernel.isUnified();
        return new ContainerSpec.Limits(
                host.memory(),
                Math.max(0, host.memoryReservation()),
                memorySwap(host),
                asksSwappiness ? swappiness : null,
                Boolean.TRUE.equals(host.oomKillDisable()) && !kernel.isUnified(),
                host.nanoCpus(),
                host.cpuShares(),
                host.cpuPeriod(),
                host.cpuQuota(),
                host.cpuRealtimePeriod(),
                host.cpuRealtimeRuntime(),
                Given.text(host.cpusetCpus()),
                Given.text(host.cpusetMems()),
                pids(host),
                kernel.isUnified() ? 0 : host.kernelMemoryTcp(),
                blockIo(host, kernel),
                StorageWire.size(host),
                cgroupParent(host, defaults),
                runtime(host, defaults));
    }

    private static ContainerSpec.BlockIo blockIo(HostConfig host, HostDefaults.Kernel kernel) {
        int weight = host.blkioWeight();
        Given.require(
                weight >= 0 && weight <= 65535,
                "invalid JSON: json: cannot unmarshal number %d into Go struct field .HostConfig.BlkioWeight of type uint16"
                        .formatted(weight));
        Given.require(
                weight == 0 || !kernel.hasBlockIoWeight() || (weight >= 10 && weight <= 1000),
                "Range of blkio weight is from 10 to 1000");
        return new ContainerSpec.BlockIo(
                kernel.hasBlockIoWeight() ? weight : 0,
                kernel.hasDeviceWeight()
                        ? Given.list(host.blkioWeightDevice()).stream()
                                .map(given ->
                                        new ContainerSpec.DeviceRate(
                                                Given.text(given.path()), given.weight()))
                                .toList()
                        : List.of(),
                rates(host.blkioDeviceReadBps()),
                rates(host.blkioDeviceWriteBps()),
                rates(host.blkioDeviceReadIops()),
                rates(host.blkioDeviceWriteIops()));
    }

    private static List<ContainerSpec.DeviceRate> rates(@Nullable List<ThrottleDevice> given) {
        return Given.list(given).stream()
                .map(rate -> new ContainerSpec.DeviceRate(Given.text(rate.path()), rate.rate()))
                .toList();
    }

    /// A path that climbs would leave the engine's own groups.
    private static String cgroupParent(HostConfig host, HostDefaults defaults) {
        String given = Given.text(host.cgroupParent());
        String parent = given.isEmpty() ? defaults.containers().cgroupParent() : given;
        Given.require(
                !List.of(parent.split("/")).contains("..") && parent.indexOf('\0') < 0,
                "invalid cgroup parent (%s): it must not contain \"..\"".formatted(parent));
        return parent;
    }

    static List<String> warnings(HostConfig host, HostDefaults defaults) {
        List<String> warnings = new ArrayList<>();
        HostDefaults.Kernel kernel = defaults.kernel();
        if (host.blkioWeight() != 0 && !kernel.hasBlockIoWeight()) {
            warnings.add(
                    "Your kernel does not support Block I/O weight or the cgroup is not mounted."
                            + " Weight discarded.");
        }
        if (!Given.list(host.blkioWeightDevice()).isEmpty() && !kernel.hasDeviceWeight()) {
            warnings.add(
                    "Your kernel does not support Block I/O weight_device or the cgroup is not"
                            + " mounted. Weight-device discarded.");
        }
        Integer swappiness = host.memorySwappiness();
        if (swappiness != null && swappiness != -1 && kernel.isUnified()) {
            warnings.add(
                    "Your kernel does not support memory swappiness capabilities or the cgroup is"
                            + " not mounted. Memory swappiness discarded.");
        }
        boolean oomDisable = Boolean.TRUE.equals(host.oomKillDisable());
        if (oomDisable && kernel.isUnified()) {
            warnings.add("Your kernel does not support OomKillDisable. OomKillDisable discarded.");
        } else if (oomDisable && host.memory() == 0) {
            warnings.add(
                    "OOM killer is disabled for the container, but no memory limit is set, this can"
                            + " result in the system running out of resources.");
        }
        if (host.cpuPercent() > 0) {
            warnings.add("linux does not support CPU percent. Percent discarded.");
        }
        return warnings;
    }

    /// Options of Windows containers.
    private static void refuseUnknown(HostConfig host) {
        Given.require(
                host.ioMaximumBandwidth() == 0,
                "invalid option: QoS maximum bandwidth configuration is not supported on linux");
        Given.require(
                host.ioMaximumIops() == 0,
                "invalid option: QoS maximum IOPs configuration is not supported on linux");
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
                reservation <= 0 || reservation >= LEAST_MEMORY,
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
                "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e."
                        + " 1000000)");
        Given.require(
                host.cpuQuota() <= 0 || host.cpuQuota() >= 1000,
                "CPU cfs quota can not be less than 1ms (i.e. 1000)");
        requireRealtime(host, defaults);
        String available = defaults.processors() == 1 ? "0" : "0-" + (defaults.processors() - 1);
        CpuSet.require("cpuset cpus", "CPUs", Given.text(host.cpusetCpus()), available);
        CpuSet.require(
                "cpuset mems",
                "memory nodes",
                Given.text(host.cpusetMems()),
                defaults.kernel().memoryNodes());
    }

    private static void requireRealtime(HostConfig host, HostDefaults defaults) {
        long period = host.cpuRealtimePeriod();
        long runtime = host.cpuRealtimeRuntime();
        Given.require(
                (period == 0 && runtime == 0) || defaults.kernel().hasRealtime(),
                "Your kernel does not support CPU real-time scheduler");
        Given.require(
                period == 0 || runtime <= period,
                "cpu real-time runtime cannot be higher than cpu real-time period");
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
