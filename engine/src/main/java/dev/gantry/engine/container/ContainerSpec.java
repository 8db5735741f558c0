package dev.gantry.engine.container;

import dev.gantry.base.JsonValue;
import dev.gantry.engine.log.LogSpec;
import dev.gantry.engine.network.PortRequest;
import dev.gantry.engine.network.Wish;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a container is to be, with the image's defaults already in it.
///
/// @param image as the user named it
/// @param annotations handed on to the OCI runtime
/// @param health {@link HealthCheck#UNSAID} for none
/// @param note what the request said of the host, kept as it came for whoever asks; the engine
///   never reads it
public record ContainerSpec(
        String image,
        Process process,
        Streams streams,
        Identity identity,
        Security security,
        Namespaces namespaces,
        Limits limits,
        ContainerMounts mounts,
        Network network,
        Restart restart,
        HealthCheck health,
        LogSpec log,
        boolean autoRemove,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable JsonValue note) {
    public ContainerSpec {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        log = log == null ? LogSpec.STANDARD : log; // of an older database
        health = health == null ? HealthCheck.UNSAID : health; // of an older database
    }

    /// The same with another process, network, health check and labels: what an image fills in.
    ContainerSpec filled(
            Process newProcess,
            Network newNetwork,
            HealthCheck newHealth,
            Map<String, String> newLabels) {
        return new ContainerSpec(
                image,
                newProcess,
                streams,
                identity,
                security,
                namespaces,
                limits,
                mounts,
                newNetwork,
                restart,
                newHealth,
                log,
                autoRemove,
                newLabels,
                annotations,
                note);
    }

    ContainerSpec with(Identity newIdentity) {
        return new ContainerSpec(
                image,
                process,
                streams,
                newIdentity,
                security,
                namespaces,
                limits,
                mounts,
                network,
                restart,
                health,
                log,
                autoRemove,
                labels,
                annotations,
                note);
    }

    ContainerSpec with(Network newNetwork) {
        return filled(process, newNetwork, health, labels);
    }

    /// The same with other limits, which is what `update` changes.
    ///
    /// @param newNote what `inspect` is to say of the host
    ContainerSpec with(Limits newLimits, Restart newRestart, @Nullable JsonValue newNote) {
        return new ContainerSpec(
                image,
                process,
                streams,
                identity,
                security,
                namespaces,
                newLimits,
                mounts,
                network,
                newRestart,
                health,
                log,
                autoRemove,
                labels,
                annotations,
                newNote);
    }

    ContainerSpec with(ContainerMounts newMounts) {
        return new ContainerSpec(
                image,
                process,
                streams,
                identity,
                security,
                namespaces,
                limits,
                newMounts,
                network,
                restart,
                health,
                log,
                autoRemove,
                labels,
                annotations,
                note);
    }

    /// What runs.
    ///
    /// @param entrypoint `null` for none
    /// @param cmd `null` for none
    /// @param user as the image or the request names it; empty is root
    /// @param stopSignal empty for SIGTERM
    /// @param stopTimeout seconds; `null` for ten
    /// @param init whether an init process stands before it and reaps what it leaves behind
    /// @param shell that runs `CMD-SHELL` health checks
    public record Process(
            @Nullable List<String> entrypoint,
            @Nullable List<String> cmd,
            List<String> env,
            String user,
            List<String> groupAdd,
            String workingDir,
            String stopSignal,
            @Nullable Integer stopTimeout,
            int oomScoreAdj,
            List<Ulimit> ulimits,
            boolean init,
            List<String> shell) {
        /// The argument list; empty when nothing was given.
        public List<String> args() {
            List<String> args = new java.util.ArrayList<>();
            if (entrypoint != null) {
                args.addAll(entrypoint);
            }
            if (cmd != null) {
                args.addAll(cmd);
            }
            return args;
        }
    }

    /// @param name short, such as `nofile`
    public record Ulimit(String name, long soft, long hard) {}

    /// Where the standard streams lead.
    public record Streams(
            boolean tty,
            boolean openStdin,
            boolean stdinOnce,
            boolean attachStdin,
            boolean attachStdout,
            boolean attachStderr) {}

    /// @param hostname empty for the short id
    public record Identity(String hostname, String domainname) {}

    /// @param maskedPaths `null` for the default
    /// @param readonlyPaths `null` for the default
    /// @param seccomp `null` for the default, `unconfined`, or a profile's text
    /// @param apparmor a loaded profile's name, `null` for none
    /// @param writableCgroups whether the container may change its own cgroups
    /// @param cdiDevices qualified names such as `vendor.com/class=name`
    public record Security(
            boolean privileged,
            boolean readonlyRootfs,
            boolean noNewPrivileges,
            List<String> capAdd,
            List<String> capDrop,
            @Nullable String seccomp,
            @Nullable String apparmor,
            boolean writableCgroups,
            @Nullable List<String> maskedPaths,
            @Nullable List<String> readonlyPaths,
            Map<String, String> sysctls,
            List<Device> devices,
            List<String> deviceRules,
            List<String> cdiDevices) {}

    /// @param permissions some of `rwm`
    public record Device(String onHost, String inContainer, String permissions) {}

    /// Modes as Docker writes them: empty, `host`, `private`, `container:<id>` …
    public record Namespaces(String pid, String ipc, String uts, String cgroup, long shmSize) {}

    /// Zero is no limit.
    ///
    /// @param storageSize the most bytes it may write over its image
    /// @param runtime empty for the default one
    public record Limits(
            long memory,
            long memoryReservation,
            long memorySwap,
            @Nullable Integer swappiness,
            boolean oomKillDisable,
            long nanoCpus,
            long cpuShares,
            long cpuPeriod,
            long cpuQuota,
            long cpuRealtimePeriod,
            long cpuRealtimeRuntime,
            String cpusetCpus,
            String cpusetMems,
            @Nullable Long pids,
            long kernelMemoryTcp,
            BlockIo blockIo,
            long storageSize,
            String cgroupParent,
            String runtime) {}

    /// Shares and limits of block devices, named by their paths on the host.
    ///
    /// @param weight 0 for the kernel's own
    public record BlockIo(
            int weight,
            List<DeviceRate> weights,
            List<DeviceRate> readBytes,
            List<DeviceRate> writeBytes,
            List<DeviceRate> readOperations,
            List<DeviceRate> writeOperations) {
        public static final BlockIo UNLIMITED =
                new BlockIo(0, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /// @param rate bytes or operations a second, or a weight
    public record DeviceRate(String path, long rate) {}

    /// @param mode a network's name or id, `host`, `none`, `container:<id>`
    /// @param wishes the networks to join, the one of `mode` first
    /// @param ports to publish
    public record Network(
            String mode,
            List<Wish> wishes,
            List<PortRequest> ports,
            List<String> exposed,
            List<String> dns,
            List<String> dnsSearch,
            List<String> dnsOptions,
            List<String> extraHosts) {
        /// Whether it is inside another container's network.
        public boolean isOfContainer() {
            return mode.startsWith("container:");
        }

        Network withMode(String newMode) {
            return new Network(
                    newMode, wishes, ports, exposed, dns, dnsSearch, dnsOptions, extraHosts);
        }

        Network withExposed(List<String> newExposed) {
            return new Network(
                    mode, wishes, ports, newExposed, dns, dnsSearch, dnsOptions, extraHosts);
        }
    }

    /// @param policy `no`, `always`, `unless-stopped`, `on-failure`, `on-unhealthy`
    public record Restart(String policy, int maximumRetries) {
        /// Whether it is also started again when its health check says it is unwell. What ends by
        /// itself is then treated as by `on-failure`.
        public boolean isOnUnhealthy() {
            return policy.equals("on-unhealthy");
        }
    }
}
