package dev.gantry.daemon.wire;

import dev.gantry.base.JsonValue;
import dev.gantry.engine.HostFacts;
import dev.gantry.engine.container.ContainerDocument;
import dev.gantry.engine.container.ContainerDocument.Status;
import dev.gantry.host.runtime.Cgroups;
import dev.gantry.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the daemon says of itself.
public final class SystemWire {
    private static final String BUILD_TIME = "2026-01-01T00:00:00.000000000+00:00";

    private SystemWire() {}

    public static JsonValue version(HostFacts facts) {
        String arch = Platform.current().architecture();
        JsonValue engine =
                JsonValue.object()
                        .put("Name", "Engine")
                        .put("Version", facts.version())
                        .put(
                                "Details",
                                JsonValue.object()
                                        .put("ApiVersion", ApiVersion.NEWEST.toString())
                                        .put("Arch", arch)
                                        .put("BuildTime", BUILD_TIME)
                                        .put("Experimental", "false")
                                        .put("GitCommit", "")
                                        .put("GoVersion", language())
                                        .put("KernelVersion", facts.kernel())
                                        .put("MinAPIVersion", ApiVersion.OLDEST.toString())
                                        .put("Os", "linux")
                                        .build())
                        .build();
        JsonValue runtime =
                JsonValue.object()
                        .put("Name", facts.runtime())
                        .put("Version", facts.runtimeVersion())
                        .put("Details", JsonValue.object().put("GitCommit", "").build())
                        .build();
        return JsonValue.object()
                .put("Platform", JsonValue.object().put("Name", "Gantry").build())
                .put("Components", List.of(engine, runtime))
                .put("Version", facts.version())
                .put("ApiVersion", ApiVersion.NEWEST.toString())
                .put("MinAPIVersion", ApiVersion.OLDEST.toString())
                .put("GitCommit", "")
                .put("GoVersion", language())
                .put("Os", "linux")
                .put("Arch", arch)
                .put("KernelVersion", facts.kernel())
                .put("BuildTime", BUILD_TIME)
                .build();
    }

    /// Where Docker tells the version of Go.
    private static String language() {
        return "java" + Runtime.version().feature();
    }

    /// What is counted for `GET /info`.
    public record Counts(
            List<ContainerDocument> containers, int images, int listeners, String logDriver) {}

    public static JsonValue info(HostFacts facts, Counts counts) throws IOException {
        Cgroups cgroups = facts.cgroups();
        JsonValue.Builder info = JsonValue.object().put("ID", facts.id());
        containers(info, counts);
        info.put("Images", counts.images)
                .put("Driver", "overlay2")
                .put("DriverStatus", driverStatus(facts))
                .put("Plugins", plugins())
                .put("MemoryLimit", cgroups.has("memory"))
                .put("SwapLimit", cgroups.has("memory"))
                .put("CpuCfsPeriod", cgroups.has("cpu"))
                .put("CpuCfsQuota", cgroups.has("cpu"))
                .put("CPUShares", cgroups.has("cpu"))
                .put("CPUSet", cgroups.has("cpuset"))
                .put("PidsLimit", cgroups.has("pids"))
                .put("IPv4Forwarding", isOne("/proc/sys/net/ipv4/ip_forward"))
                .put("Debug", false)
                .put("NFd", openFiles())
                .put("OomKillDisable", cgroups.mode() != Cgroups.Mode.V2)
                .put("NGoroutines", Thread.activeCount())
                .put("SystemTime", Instant.now())
                .put("LoggingDriver", counts.logDriver)
                .put("CgroupDriver", "cgroupfs")
                .put("CgroupVersion", cgroups.mode() == Cgroups.Mode.V2 ? "2" : "1")
                .put("NEventsListener", counts.listeners);
        host(info, facts);
        return info.put("Runtimes", runtimes(facts))
                .put("DefaultRuntime", facts.runtime())
                .put("Swarm", swarm())
                .put("LiveRestoreEnabled", true)
                .put("Isolation", "")
                .put("InitBinary", "")
                .put("ContainerdCommit", JsonValue.object().put("ID", "").build())
                .put("RuncCommit", JsonValue.object().put("ID", "").build())
                .put("InitCommit", JsonValue.object().put("ID", "").build())
                .put("SecurityOptions", securityOptions(cgroups))
                .put("FirewallBackend", JsonValue.object().put("Driver", "nftables").build())
                .put("Warnings", (Object) null)
                .build();
    }

    private static void containers(JsonValue.Builder info, Counts counts) {
        long paused = count(counts, Status.PAUSED);
        long running = count(counts, Status.RUNNING) + count(counts, Status.RESTARTING);
        info.put("Containers", counts.containers.size())
                .put("ContainersRunning", running)
                .put("ContainersPaused", paused)
                .put("ContainersStopped", counts.containers.size() - running - paused);
    }

    private static long count(Counts counts, Status status) {
        return counts.containers.stream()
                .filter(container -> container.state().status() == status)
                .count();
    }

    /// ext2, ext3 and ext4 have one number in the kernel, and Docker one name for them.
    private static List<List<String>> driverStatus(HostFacts facts) {
        String backing = facts.backingFileSystem().replaceFirst("^ext[234]$", "extfs");
        return List.of(
                List.of("Backing Filesystem", backing),
                List.of("Supports d_type", "true"),
                List.of("Using metacopy", "false"),
                List.of("Native Overlay Diff", "true"),
                List.of("userxattr", "false"));
    }

    private static JsonValue plugins() {
        return JsonValue.object()
                .put("Volume", List.of())
                .put("Network", List.of("bridge", "host", "null"))
                .put("Authorization", (Object) null)
                .put("Log", List.of("fluentd", "gelf", "journald", "json-file", "local", "syslog"))
                .build();
    }

    private static void host(JsonValue.Builder info, HostFacts facts) {
        JsonValue hub =
                JsonValue.object()
                        .put("Mirrors", List.of())
                        .put("Name", "docker.io")
                        .put("Official", true)
                        .put("Secure", true)
                        .build();
        info.put("KernelVersion", facts.kernel())
                .put("OperatingSystem", facts.operatingSystem())
                .put("OSVersion", facts.operatingSystemVersion())
                .put("OSType", "linux")
                .put("Architecture", machine())
                .put("IndexServerAddress", "https://index.docker.io/v1/")
                .put(
                        "RegistryConfig",
                        JsonValue.object()
                                .put(
                                        "IndexConfigs",
                                        JsonValue.object().put("docker.io", hub).build())
                                .put("InsecureRegistryCIDRs", List.of("::1/128", "127.0.0.0/8"))
                                .put("Mirrors", (Object) null)
                                .build())
                .put("NCPU", facts.processors())
                .put("MemTotal", facts.memory())
                .put("GenericResources", (Object) null)
                .put("DockerRootDir", facts.dataRoot().toString())
                .put("HttpProxy", "")
                .put("HttpsProxy", "")
                .put("NoProxy", "")
                .put("Name", facts.hostname())
                .put("Labels", List.of())
                .put("ExperimentalBuild", false)
                .put("ServerVersion", facts.version());
    }

    /// As `uname -m` says it.
    private static String machine() {
        String arch = System.getProperty("os.arch", "");
        return arch.equals("amd64") ? "x86_64" : arch;
    }

    private static JsonValue runtimes(HostFacts facts) {
        JsonValue.Builder runtimes = JsonValue.object();
        new TreeMap<>(facts.runtimes())
                .forEach((name, path) ->
                        runtimes.put(
                                name, JsonValue.object().put("path", path.toString()).build()));
        return runtimes.build();
    }

    private static JsonValue swarm() {
        return JsonValue.object()
                .put("NodeID", "")
                .put("NodeAddr", "")
                .put("LocalNodeState", "inactive")
                .put("ControlAvailable", false)
                .put("Error", "")
                .put("RemoteManagers", (Object) null)
                .build();
    }

    private static List<String> securityOptions(Cgroups cgroups) {
        return cgroups.mode() == Cgroups.Mode.V2
                ? List.of("name=seccomp,profile=builtin", "name=cgroupns")
                : List.of("name=seccomp,profile=builtin");
    }

    private static boolean isOne(String file) throws IOException {
        return Files.readString(Path.of(file)).strip().equals("1");
    }

    private static long openFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    /// `GET /system/df`; parts that were not asked for are absent.
    public static JsonValue usage(Map<String, Object> parts) {
        JsonValue.Builder usage = JsonValue.object();
        parts.forEach(usage::put);
        return usage.build();
    }
}
