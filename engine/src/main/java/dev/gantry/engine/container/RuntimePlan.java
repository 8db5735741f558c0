package dev.gantry.engine.container;

import dev.gantry.base.JsonException;
import dev.gantry.engine.EngineException;
import dev.gantry.host.runtime.Cgroups;
import dev.gantry.host.runtime.DockerDefaults;
import dev.gantry.host.runtime.HostDevices;
import dev.gantry.host.runtime.HostKernel;
import dev.gantry.host.runtime.Isolation;
import dev.gantry.host.runtime.Isolation.Namespace;
import dev.gantry.host.runtime.MountSpec;
import dev.gantry.host.runtime.ProcessSpec;
import dev.gantry.host.runtime.Resources;
import dev.gantry.host.runtime.RuntimeRequest;
import dev.gantry.host.runtime.SeccompChoice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Decides what the runtime is told of a container. Looks at the host's devices and nothing else;
/// whatever had to be found out comes with {@link Place}.
final class RuntimePlan {
    private static final String CGROUP_PARENT = "/gantry";
    private static final long CPU_PERIOD = 100_000;
    private static final String PATH =
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final ContainerDocument document;
    private final ContainerSpec spec;
    private final Place place;

    /// Where the container will be.
    ///
    /// @param rootfs mounted already
    /// @param sources of its mounts
    /// @param user found in the container's own files
    /// @param network the namespace
    /// @param joined namespaces of other processes by kind (`pid`, `ipc`), where asked for
    record Place(
            Path rootfs,
            ContainerFiles files,
            List<MountSources.Ready> sources,
            UserLookup.Found user,
            Namespace network,
            Map<String, Namespace> joined,
            Cgroups.Mode cgroups,
            ProcessSpec.@Nullable Terminal terminal) {}

    private RuntimePlan(ContainerDocument document, Place place) {
        this.document = document;
        this.spec = document.spec();
        this.place = place;
    }

    static RuntimeRequest of(ContainerDocument document, Place place) throws IOException {
        return new RuntimePlan(document, place).request();
    }

    static String hostname(ContainerDocument document) {
        String asked = document.spec().identity().hostname();
        return asked.isEmpty() ? document.id().substring(0, 12) : asked;
    }

    private RuntimeRequest request() throws IOException {
        return new RuntimeRequest(
                document.id(),
                spec.limits().runtime().isEmpty() ? null : spec.limits().runtime(),
                new RuntimeRequest.Root(place.rootfs, spec.security().readonlyRootfs(), mounts()),
                process(),
                isolation(),
                resources(),
                new RuntimeRequest.Stdio(stdin(), place.files.log()));
    }

    /// A terminal stays open whoever leaves; so does any input that more than one client may use.
    private RuntimeRequest.Stdin stdin() {
        ContainerSpec.Streams streams = spec.streams();
        if (!streams.openStdin()) {
            return RuntimeRequest.Stdin.NONE;
        }
        return streams.stdinOnce() && !streams.tty()
                ? RuntimeRequest.Stdin.ONCE
                : RuntimeRequest.Stdin.KEPT;
    }

    private ProcessSpec process() {
        ContainerSpec.Process process = spec.process();
        return new ProcessSpec(
                process.args(),
                environment(document, spec.streams().tty(), process.env(), place.user.home()),
                process.workingDir().isEmpty() ? "/" : process.workingDir(),
                place.user.user(),
                privileges(spec.security()),
                place.terminal,
                process.ulimits().stream().map(RuntimePlan::rlimit).toList(),
                process.oomScoreAdj());
    }

    private static ProcessSpec.Rlimit rlimit(ContainerSpec.Ulimit ulimit) {
        return new ProcessSpec.Rlimit(
                "RLIMIT_" + ulimit.name().toUpperCase(Locale.ROOT), ulimit.soft(), ulimit.hard());
    }

    static ProcessSpec.Privileges privileges(ContainerSpec.Security security) {
        return new ProcessSpec.Privileges(
                Capabilities.of(security), security.noNewPrivileges(), null, null);
    }

    /// Docker's additions first, so that what was asked for wins. A home that nobody names is the
    /// user's.
    static List<String> environment(
            ContainerDocument document, boolean isTerminal, List<String> given, String home) {
        Map<String, String> variables = new java.util.LinkedHashMap<>();
        put(variables, PATH);
        put(variables, "HOSTNAME=" + hostname(document));
        if (isTerminal) {
            put(variables, "TERM=xterm");
        }
        for (String entry : given) {
            if (entry.indexOf('=') < 0) {
                variables.remove(entry);
            } else {
                put(variables, entry);
            }
        }
        variables.putIfAbsent("HOME", "HOME=" + home);
        return List.copyOf(variables.values());
    }

    private static void put(Map<String, String> variables, String entry) {
        variables.put(entry.substring(0, entry.indexOf('=', 1)), entry);
    }

    private Isolation isolation() throws IOException {
        return new Isolation(
                hostname(document),
                spec.identity().domainname(),
                namespaces(),
                paths(),
                sysctls(),
                seccomp(),
                devices(),
                rootPropagation());
    }

    private @Nullable String rootPropagation() {
        boolean shared =
                place.sources.stream().anyMatch(source -> source.propagation().endsWith("shared"));
        boolean slave =
                place.sources.stream().anyMatch(source -> source.propagation().endsWith("slave"));
        return shared ? "shared" : slave ? "slave" : null;
    }

    private Isolation.Namespaces namespaces() {
        ContainerSpec.Namespaces wanted = spec.namespaces();
        boolean ownCgroup =
                wanted.cgroup().equals("private")
                        || (wanted.cgroup().isEmpty() && place.cgroups == Cgroups.Mode.V2);
        return new Isolation.Namespaces(
                place.network,
                place.joined.getOrDefault("pid", choice(wanted.pid())),
                place.joined.getOrDefault("ipc", choice(wanted.ipc())),
                choice(wanted.uts()),
                ownCgroup ? new Namespace.Own() : new Namespace.Host(),
                new Namespace.Host(),
                List.of(),
                List.of());
    }

    private static Namespace choice(String mode) {
        return mode.equals("host") ? new Namespace.Host() : new Namespace.Own();
    }

    private Isolation.Paths paths() {
        ContainerSpec.Security security = spec.security();
        if (security.privileged()) {
            return new Isolation.Paths(List.of(), List.of());
        }
        List<String> masked = security.maskedPaths();
        List<String> readOnly = security.readonlyPaths();
        return new Isolation.Paths(
                masked == null ? DockerDefaults.maskedPaths() : masked,
                readOnly == null ? DockerDefaults.READ_ONLY_PATHS : readOnly);
    }

    private Map<String, String> sysctls() {
        Map<String, String> sysctls = new TreeMap<>();
        if (!(place.network instanceof Namespace.Host)) {
            sysctls.putAll(DockerDefaults.SYSCTLS);
        }
        sysctls.putAll(spec.security().sysctls());
        return sysctls;
    }

    private SeccompChoice seccomp() {
        String asked = spec.security().seccomp();
        if (asked == null) {
            return spec.security().privileged()
                    ? new SeccompChoice.Unconfined()
                    : new SeccompChoice.Default();
        }
        if (asked.equals("unconfined")) {
            return new SeccompChoice.Unconfined();
        }
        try {
            return SeccompChoice.custom(asked.getBytes(StandardCharsets.UTF_8));
        } catch (JsonException e) {
            throw EngineException.invalid("opening seccomp profile failed: " + e.getMessage());
        }
    }

    private List<Isolation.Device> devices() throws IOException {
        if (spec.security().privileged()) {
            return HostDevices.all();
        }
        List<Isolation.Device> devices = new ArrayList<>();
        for (ContainerSpec.Device device : spec.security().devices()) {
            devices.add(
                    HostDevices.find(Path.of(device.onHost()), device.inContainer())
                            .orElseThrow(() ->
                                    EngineException.invalid(
                                            "error gathering device information while adding custom device \"%s\": %s"
                                                    .formatted(
                                                            device.onHost(),
                                                            Files.exists(Path.of(device.onHost()))
                                                                    ? "not a device node"
                                                                    : "no such file or directory"))));
        }
        return devices;
    }

    private List<MountSpec> mounts() {
        List<MountSpec> mounts = new ArrayList<>();
        boolean privileged = spec.security().privileged();
        for (MountSpec mount : DockerDefaults.mounts(spec.namespaces().shmSize())) {
            mounts.add(forThisContainer(mount, privileged));
        }
        if (!isTarget("/etc/resolv.conf")) {
            mounts.add(file("/etc/resolv.conf", place.files.resolvConf()));
        }
        if (!isTarget("/etc/hostname")) {
            mounts.add(file("/etc/hostname", place.files.hostname()));
        }
        if (!isTarget("/etc/hosts")) {
            mounts.add(file("/etc/hosts", place.files.hosts()));
        }
        List<MountSpec> asked = new ArrayList<>();
        spec.mounts().tmpfs().forEach(tmpfs -> asked.add(tmpfs(tmpfs)));
        place.sources.forEach(source -> asked.add(bind(source)));
        asked.sort(Comparator.comparingInt(mount -> depth(mount.destination())));
        mounts.addAll(asked);
        return mounts;
    }

    private static int depth(String path) {
        return Path.of(path).normalize().getNameCount();
    }

    private boolean isTarget(String path) {
        return spec.mounts().isTarget(path);
    }

    private MountSpec forThisContainer(MountSpec mount, boolean privileged) {
        boolean hostIpc = spec.namespaces().ipc().equals("host");
        boolean isIpc =
                mount.destination().equals("/dev/shm") || mount.destination().equals("/dev/mqueue");
        if (hostIpc && isIpc) {
            return new MountSpec(
                    mount.destination(), "bind", mount.destination(), List.of("rbind", "rprivate"));
        }
        if (privileged && mount.destination().startsWith("/sys")) {
            return new MountSpec(
                    mount.destination(),
                    mount.type(),
                    mount.source(),
                    mount.options().stream().filter(option -> !option.equals("ro")).toList());
        }
        return mount;
    }

    /// A file of the engine's making; as writable as the root it lies over.
    private MountSpec file(String target, Path source) {
        List<String> options =
                spec.security().readonlyRootfs()
                        ? List.of("rbind", "rprivate", "ro")
                        : List.of("rbind", "rprivate");
        return new MountSpec(target, "bind", source.toString(), options);
    }

    private static MountSpec tmpfs(ContainerMounts.Tmpfs tmpfs) {
        List<String> options = new ArrayList<>(List.of("noexec", "nosuid", "nodev"));
        for (String option : tmpfs.options()) {
            switch (option) {
                case "exec", "suid", "dev" -> options.remove("no" + option);
                default -> {
                    if (!options.contains(option)) {
                        options.add(option);
                    }
                }
            }
        }
        return new MountSpec(tmpfs.target(), "tmpfs", "tmpfs", options);
    }

    private static MountSpec bind(MountSources.Ready mount) {
        List<String> options = new ArrayList<>();
        options.add(mount.nonRecursive() ? "bind" : "rbind");
        switch (mount.access()) {
            case READ_WRITE -> {}
            case READ_ONLY -> options.add(HostKernel.CAN_RECURSE_READ_ONLY ? "rro" : "ro");
            case READ_ONLY_TOP -> options.add("ro");
            case READ_ONLY_SURELY -> options.add("rro");
        }
        options.add(mount.propagation().isEmpty() ? "rprivate" : mount.propagation());
        return new MountSpec(mount.target(), "bind", mount.source().toString(), options);
    }

    private Resources resources() throws IOException {
        ContainerSpec.Limits limits = spec.limits();
        return new Resources(
                limits.cgroupParent().isEmpty() ? CGROUP_PARENT : absolute(limits.cgroupParent()),
                memory(limits),
                cpu(limits),
                limits.pids() != null && limits.pids() > 0 ? limits.pids() : null,
                limits.blkioWeight() == 0
                        ? Resources.BlockIo.UNLIMITED
                        : new Resources.BlockIo(
                                limits.blkioWeight(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of()),
                List.of(),
                deviceRules(),
                Map.of());
    }

    private static String absolute(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    private static Resources.Memory memory(ContainerSpec.Limits limits) {
        return new Resources.Memory(
                given(limits.memory()),
                given(limits.memoryReservation()),
                given(limits.memorySwap()),
                limits.swappiness(),
                limits.oomKillDisable());
    }

    private static Resources.Cpu cpu(ContainerSpec.Limits limits) {
        boolean byNanos = limits.nanoCpus() > 0;
        return new Resources.Cpu(
                given(limits.cpuShares()),
                byNanos ? Long.valueOf(CPU_PERIOD) : given(limits.cpuPeriod()),
                byNanos
                        ? Long.valueOf(limits.nanoCpus() * CPU_PERIOD / 1_000_000_000)
                        : given(limits.cpuQuota()),
                null,
                null,
                limits.cpusetCpus().isEmpty() ? null : limits.cpusetCpus(),
                limits.cpusetMems().isEmpty() ? null : limits.cpusetMems());
    }

    private static @Nullable Long given(long value) {
        return value == 0 ? null : Long.valueOf(value);
    }

    private List<Resources.DeviceRule> deviceRules() throws IOException {
        if (spec.security().privileged()) {
            return List.of(Resources.DeviceRule.allowAll());
        }
        List<Resources.DeviceRule> rules = new ArrayList<>(DockerDefaults.deviceRules());
        for (ContainerSpec.Device device : spec.security().devices()) {
            HostDevices.find(Path.of(device.onHost()), device.inContainer())
                    .ifPresent(node ->
                            rules.add(
                                    new Resources.DeviceRule(
                                            true,
                                            node.type(),
                                            node.major(),
                                            node.minor(),
                                            device.permissions())));
        }
        spec.security().deviceRules().forEach(rule -> rules.add(rule(rule)));
        return rules;
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
