package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.host.runtime.DockerDefaults;
import dev.gantry.host.runtime.HostDevices;
import dev.gantry.host.runtime.Isolation.Device;
import dev.gantry.host.runtime.Resources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decides the limits of a container and the rules for its devices. Looks at the host's device
/// nodes and nothing else.
final class ResourcePlan {
    private static final String CGROUP_PARENT = "/gantry";
    private static final long CPU_PERIOD = 100_000;

    private ResourcePlan() {}

    /// @param more rules for devices that are not the request's own
    static Resources of(ContainerSpec spec, List<Resources.DeviceRule> more) throws IOException {
        ContainerSpec.Limits limits = spec.limits();
        List<Resources.DeviceRule> rules = deviceRules(spec.security());
        rules.addAll(more);
        return new Resources(
                limits.cgroupParent().isEmpty() ? CGROUP_PARENT : absolute(limits.cgroupParent()),
                memory(limits),
                cpu(limits),
                limits.pids() != null && limits.pids() > 0 ? limits.pids() : null,
                blockIo(limits.blockIo()),
                List.of(),
                rules,
                Map.of());
    }

    /// What a living container gets when its limits change: "no limit" has to be said.
    static Resources changed(ContainerSpec spec) throws IOException {
        Resources wanted = of(spec, List.of());
        Long pids = wanted.pids();
        Resources.Cpu cpu = wanted.cpu();
        return new Resources(
                wanted.cgroupParent(),
                wanted.memory(),
                spec.limits().cpuQuota() >= 0
                        ? cpu
                        : new Resources.Cpu(
                                cpu.shares(),
                                cpu.period(),
                                -1L,
                                cpu.realtimePeriod(),
                                cpu.realtimeRuntime(),
                                cpu.cpus(),
                                cpu.mems()),
                pids == null ? Long.valueOf(-1) : pids,
                wanted.blockIo(),
                List.of(),
                List.of(),
                Map.of());
    }

    private static String absolute(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    private static Resources.Memory memory(ContainerSpec.Limits limits) {
        return new Resources.Memory(
                given(limits.memory()),
                given(limits.memoryReservation()),
                limits.memorySwap() < 0 ? Long.valueOf(-1) : given(limits.memorySwap()),
                limits.swappiness(),
                limits.oomKillDisable(),
                given(limits.kernelMemoryTcp()));
    }

    private static Resources.Cpu cpu(ContainerSpec.Limits limits) {
        boolean byNanos = limits.nanoCpus() > 0;
        return new Resources.Cpu(
                given(limits.cpuShares()),
                byNanos ? Long.valueOf(CPU_PERIOD) : given(limits.cpuPeriod()),
                byNanos
                        ? Long.valueOf(limits.nanoCpus() * CPU_PERIOD / 1_000_000_000)
                        : limits.cpuQuota() < 0 ? null : given(limits.cpuQuota()),
                given(limits.cpuRealtimePeriod()),
                given(limits.cpuRealtimeRuntime()),
                limits.cpusetCpus().isEmpty() ? null : limits.cpusetCpus(),
                limits.cpusetMems().isEmpty() ? null : limits.cpusetMems());
    }

    private static @Nullable Long given(long value) {
        return value == 0 ? null : Long.valueOf(value);
    }

    private static Resources.BlockIo blockIo(ContainerSpec.BlockIo asked) throws IOException {
        List<Resources.DeviceWeight> weights = new ArrayList<>();
        for (ContainerSpec.DeviceRate weight : asked.weights()) {
            Device device = device(weight.path());
            weights.add(
                    new Resources.DeviceWeight(
                            device.major(), device.minor(), (int) weight.rate()));
        }
        return new Resources.BlockIo(
                asked.weight() == 0 ? null : Integer.valueOf(asked.weight()),
                weights,
                throttles(asked.readBytes()),
                throttles(asked.writeBytes()),
                throttles(asked.readOperations()),
                throttles(asked.writeOperations()));
    }

    private static List<Resources.Throttle> throttles(List<ContainerSpec.DeviceRate> rates)
            throws IOException {
        List<Resources.Throttle> throttles = new ArrayList<>();
        for (ContainerSpec.DeviceRate rate : rates) {
            Device device = device(rate.path());
            throttles.add(new Resources.Throttle(device.major(), device.minor(), rate.rate()));
        }
        return throttles;
    }

    private static Device device(String path) throws IOException {
        return HostDevices.find(Path.of(path), path)
                .orElseThrow(() ->
                        EngineException.invalid(
                                "stat %s: no such file or directory".formatted(path)));
    }

    private static List<Resources.DeviceRule> deviceRules(ContainerSpec.Security security)
            throws IOException {
        if (security.privileged()) {
            return new ArrayList<>(List.of(Resources.DeviceRule.allowAll()));
        }
        List<Resources.DeviceRule> rules = new ArrayList<>(DockerDefaults.deviceRules());
        for (ContainerSpec.Device device : security.devices()) {
            List<Device> nodes = HostDevices.at(Path.of(device.onHost()), device.inContainer());
            if (nodes.isEmpty()) {
                throw EngineException.invalid(
                        "error gathering device information while adding custom device \"%s\": no such file or directory"
                                .formatted(device.onHost()));
            }
            nodes.forEach(node -> rules.add(rule(node, device.permissions())));
        }
        security.deviceRules().forEach(rule -> rules.add(rule(rule)));
        return rules;
    }

    private static Resources.DeviceRule rule(Device node, String permissions) {
        return new Resources.DeviceRule(true, node.type(), node.major(), node.minor(), permissions);
    }

    private static Resources.DeviceRule rule(String text) {
        String[] words = text.split("[ :]");
        return new Resources.DeviceRule(
                true, words[0], number(words[1]), number(words[2]), words[3]);
    }

    private static @Nullable Long number(String text) {
        return text.equals("*") ? null : Long.valueOf(text);
    }
}
