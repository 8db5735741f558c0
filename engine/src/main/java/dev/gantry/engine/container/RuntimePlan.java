package dev.gantry.engine.container;

import dev.gantry.base.JsonException;
import dev.gantry.engine.EngineException;
import dev.gantry.host.runtime.CdiEdits;
import dev.gantry.host.runtime.Cgroups;
import dev.gantry.host.runtime.DockerDefaults;
import dev.gantry.host.runtime.HostDevices;
import dev.gantry.host.runtime.InitProgram;
import dev.gantry.host.runtime.Isolation;
import dev.gantry.host.runtime.Isolation.Namespace;
import dev.gantry.host.runtime.ProcessSpec;
import dev.gantry.host.runtime.RuntimeRequest;
import dev.gantry.host.runtime.SeccompChoice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Decides what the runtime is told of a container. Looks at the host's devices and nothing else;
/// whatever had to be found out comes with {@link Place}.
final class RuntimePlan {
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
    /// @param sharedMemory what stands on the host for `/dev/shm`, `null` for one of its own
    /// @param init program that stands before the command, `null` for none
    record Place(
            Path rootfs,
            ContainerFiles files,
            List<MountSources.Ready> sources,
            UserLookup.Found user,
            Namespace network,
            Map<String, Namespace> joined,
            @Nullable Path sharedMemory,
            @Nullable Path init,
            CdiEdits cdi,
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
                new RuntimeRequest.Root(
                        place.rootfs,
                        spec.security().readonlyRootfs(),
                        new MountPlan(spec, place).mounts()),
                process(),
                isolation(),
                ResourcePlan.of(spec, place.cdi().rules()),
                new RuntimeRequest.Stdio(stdin(), spec.log().isKept() ? place.files.log() : null),
                new RuntimeRequest.Extras(spec.annotations(), place.cdi().hooks()));
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
        List<String> env = new ArrayList<>(process.env());
        env.addAll(place.cdi().env());
        return new ProcessSpec(
                args(),
                environment(document, spec.streams().tty(), env, place.user.home()),
                process.workingDir().isEmpty() ? "/" : process.workingDir(),
                user(),
                privileges(spec.security()),
                place.terminal,
                process.ulimits().stream().map(RuntimePlan::rlimit).toList(),
                process.oomScoreAdj());
    }

    private List<String> args() {
        List<String> args = new ArrayList<>();
        if (place.init != null) {
            args.addAll(List.of(InitProgram.INSIDE, "--"));
        }
        args.addAll(spec.process().args());
        return args;
    }

    private ProcessSpec.User user() {
        ProcessSpec.User user = place.user.user();
        Set<Long> groups = new LinkedHashSet<>(user.additionalGids());
        groups.addAll(place.cdi().groups());
        return new ProcessSpec.User(user.uid(), user.gid(), List.copyOf(groups));
    }

    private static ProcessSpec.Rlimit rlimit(ContainerSpec.Ulimit ulimit) {
        return new ProcessSpec.Rlimit(
                "RLIMIT_" + ulimit.name().toUpperCase(Locale.ROOT), ulimit.soft(), ulimit.hard());
    }

    static ProcessSpec.Privileges privileges(ContainerSpec.Security security) {
        return new ProcessSpec.Privileges(
                Capabilities.of(security), security.noNewPrivileges(), security.apparmor(), null);
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
        return seccompProfile(asked);
    }

    /// @throws EngineException when the text is no profile
    static SeccompChoice seccompProfile(String text) {
        try {
            return SeccompChoice.custom(text.getBytes(StandardCharsets.UTF_8));
        } catch (JsonException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID,
                    "Decoding seccomp profile failed: " + e.getMessage(),
                    e);
        }
    }

    private List<Isolation.Device> devices() throws IOException {
        List<Isolation.Device> devices = new ArrayList<>();
        if (spec.security().privileged()) {
            devices.addAll(HostDevices.all());
        }
        for (ContainerSpec.Device device : spec.security().devices()) {
            devices.addAll(HostDevices.at(Path.of(device.onHost()), device.inContainer()));
        }
        devices.addAll(place.cdi().devices());
        return devices;
    }
}
