package dev.gantry.daemon.wire;

import dev.gantry.api.container.ContainerConfig;
import dev.gantry.api.container.CreateRequest;
import dev.gantry.api.container.HostConfig;
import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerSpec;
import dev.gantry.engine.container.Signals;
import dev.gantry.engine.network.PortRequest;
import dev.gantry.engine.network.Wish;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The body of `POST /containers/create` as what the engine is asked for. What has no place in a
/// {@link ContainerSpec} is refused by name, so that nothing is accepted and then forgotten.
public final class SpecWire {
    private static final Set<String> WORDS = Set.of("cmd", "entrypoint", "shell");

    /// What runs a command that is one line, unless the request says otherwise.
    private static final List<String> SHELL = List.of("/bin/sh", "-c");

    private final ContainerConfig config;
    private final HostConfig host;
    private final HostDefaults defaults;

    private final Lookup lookup;

    private SpecWire(
            ContainerConfig config, HostConfig host, HostDefaults defaults, Lookup lookup) {
        this.config = config;
        this.host = host;
        this.defaults = defaults;
        this.lookup = lookup;
    }

    /// What a request's references lead to.
    ///
    /// @param imagePorts those an image exposes, as `80/tcp`; none when there is no such image
    /// @param containerId of a container; empty when there is none
    public record Lookup(
            Function<String, Set<String>> imagePorts,
            Function<String, Optional<String>> containerId) {}

    /// @param spec without the image's defaults
    public record Parsed(ContainerSpec spec, List<String> warnings) {}

    /// @throws EngineException `INVALID` in Docker's words; `UNSUPPORTED` naming the option
    public static Parsed parse(
            JsonValue body, ApiVersion version, HostDefaults defaults, Lookup lookup)
            throws JsonException {
        if (!(body instanceof JsonValue.Obj given)) {
            throw new JsonException(
                    "json: cannot unmarshal %s into Go value of type container.CreateRequest"
                            .formatted(body.kind()));
        }
        JsonValue.Obj fields = OlderRequests.asNow(given, version);
        CreateRequest request = CreateRequest.parse(wordsAsLists(fields));
        Given.require(!isEmpty(fields), "config cannot be empty in order to create a container");
        HostConfig host = request.hostConfig();
        SpecWire wire =
                new SpecWire(
                        request.config(),
                        host == null
                                ? Json.read(HostConfig.class, JsonValue.object().build())
                                : host,
                        defaults,
                        lookup);
        List<Wish> wishes =
                NetworkWire.wishes(
                        request.networkingConfig(),
                        wire.networkMode(),
                        Given.text(request.config().macAddress()));
        return new Parsed(wire.spec(wishes), wire.warnings());
    }

    /// A command may be a single string.
    private static JsonValue wordsAsLists(JsonValue.Obj given) {
        Map<String, JsonValue> fields = new LinkedHashMap<>(given.fields());
        fields.replaceAll((name, value) ->
                WORDS.contains(name.toLowerCase(Locale.ROOT)) && value instanceof JsonValue.Str
                        ? new JsonValue.Arr(List.of(value))
                        : value);
        return new JsonValue.Obj(fields);
    }

    /// As Docker judges: without any field of the configuration itself.
    private static boolean isEmpty(JsonValue.Obj fields) {
        return fields.fields().keySet().stream()
                .allMatch(name ->
                        name.equalsIgnoreCase("HostConfig")
                                || name.equalsIgnoreCase("NetworkingConfig"));
    }

    private ContainerSpec spec(List<Wish> wishes) {
        refuseUnknown();
        requireImage();
        return new ContainerSpec(
                Given.text(config.image()),
                process(),
                streams(),
                new ContainerSpec.Identity(
                        Given.text(config.hostname()), Given.text(config.domainname())),
                SecurityWire.parse(host, defaults.kernel()),
                namespaces(),
                ResourceWire.parse(host, defaults),
                MountWire.parse(host, Given.map(config.volumes()).keySet()),
                network(wishes),
                restart(),
                HealthWire.check(config.healthcheck()),
                LogWire.spec(host.logConfig(), defaults.log()),
                host.autoRemove(),
                Given.map(config.labels()),
                annotations(),
                HostConfigEcho.note(config, host, defaults));
    }

    private void refuseUnknown() {
        Given.refuse(host.links(), "links");
        String userns = Given.text(host.usernsMode());
        Given.require(
                userns.isEmpty() || userns.equals("host"),
                "invalid user namespace mode: " + userns);
        String isolation = Given.text(host.isolation());
        Given.require(
                isolation.isEmpty() || isolation.equals("default"),
                "invalid isolation (%s): linux only supports 'default'".formatted(isolation));
    }

    private void requireImage() {
        String image = Given.text(config.image());
        Given.require(!image.isEmpty(), "no command specified");
        if (!image.matches("(sha256:)?[a-f0-9]{1,64}")) {
            References.parse(image, "");
        }
    }

    private ContainerSpec.Process process() {
        List<String> env = Given.list(config.env());
        for (String entry : env) {
            Given.require(
                    !entry.isEmpty() && !entry.startsWith("="),
                    "invalid environment variable: " + entry);
        }
        String workingDir = Given.text(config.workingDir());
        Given.require(
                workingDir.isEmpty() || workingDir.startsWith("/"),
                "the working directory '%s' is invalid, it needs to be an absolute path"
                        .formatted(workingDir));
        String signal = Given.text(config.stopSignal());
        if (!signal.isEmpty()) {
            int _ = Signals.parse(signal);
        }
        Given.require(
                Math.abs(host.oomScoreAdj()) <= 1000,
                "Invalid value %d, range for oom score adj is [-1000, 1000]"
                        .formatted(host.oomScoreAdj()));
        return new ContainerSpec.Process(
                config.entrypoint(),
                config.cmd(),
                env,
                Given.text(config.user()),
                Given.list(host.groupAdd()),
                workingDir,
                signal,
                config.stopTimeout(),
                host.oomScoreAdj(),
                ResourceWire.ulimits(host),
                host.init() == null ? defaults.containers().init() : host.init(),
                config.shell() == null || config.shell().isEmpty() ? SHELL : config.shell());
    }

    /// Names that command the runtime are no data: one of them names the filter it loads, another a
    /// file it writes to.
    private Map<String, String> annotations() {
        Map<String, String> annotations = Given.map(host.annotations());
        for (String name : annotations.keySet()) {
            Given.require(
                    !name.isEmpty(),
                    "invalid Annotations: the empty string is not permitted as an annotation key");
            Given.require(
                    !name.startsWith("run.oci.") && !name.startsWith("org.systemd.property."),
                    "invalid Annotations: %s commands the OCI runtime and is refused"
                            .formatted(name));
        }
        return annotations;
    }

    private ContainerSpec.Streams streams() {
        return new ContainerSpec.Streams(
                config.tty(),
                config.openStdin(),
                config.stdinOnce(),
                config.attachStdin(),
                config.attachStdout(),
                config.attachStderr());
    }

    private ContainerSpec.Namespaces namespaces() {
        String pid = Given.text(host.pidMode());
        Given.require(
                pid.isEmpty() || pid.equals("host") || isOfContainer(pid),
                "invalid PID mode: " + pid);
        String ipc = Given.text(host.ipcMode());
        Given.require(
                Set.of("", "none", "private", "shareable", "host").contains(ipc)
                        || isOfContainer(ipc),
                "invalid IPC mode: " + ipc);
        String uts = Given.text(host.utsMode());
        Given.require(uts.isEmpty() || uts.equals("host"), "invalid UTS mode: " + uts);
        Given.require(
                !uts.equals("host") || Given.text(config.hostname()).isEmpty(),
                "conflicting options: hostname and the UTS mode");
        String cgroup = Given.text(host.cgroupnsMode());
        Given.require(
                Set.of("", "private", "host").contains(cgroup),
                "invalid cgroup namespace mode: " + cgroup);
        Given.require(host.shmSize() >= 0, "SHM size can not be less than 0");
        return new ContainerSpec.Namespaces(
                resolved(pid),
                ipc.isEmpty() ? defaults.containers().ipcMode() : resolved(ipc),
                uts,
                cgroup.isEmpty() ? defaults.cgroupns() : cgroup,
                HostConfigEcho.shmSize(host, defaults));
    }

    /// `container:<name>` by id, so that a later rename changes nothing.
    private String resolved(String mode) {
        if (!isOfContainer(mode)) {
            return mode;
        }
        String reference = mode.substring("container:".length());
        return "container:"
                + lookup.containerId
                        .apply(reference)
                        .orElseThrow(
                                () -> EngineException.invalid("No such container: " + reference));
    }

    private static boolean isOfContainer(String mode) {
        return mode.startsWith("container:") && mode.length() > "container:".length();
    }

    private String networkMode() {
        return config.networkDisabled() ? "none" : HostConfigEcho.networkMode(host);
    }

    private ContainerSpec.Network network(List<Wish> wishes) {
        Given.require(
                !networkMode().equals("container:"),
                "invalid network mode: invalid container format container:<name|id>");
        List<String> hosts = Given.list(host.extraHosts());
        hosts.forEach(SpecWire::requireHost);
        List<String> exposed = new ArrayList<>(Given.map(config.exposedPorts()).keySet());
        Set<String> own = PortWire.exposed(exposed);
        List<PortRequest> ports =
                PortWire.published(
                        Given.map(host.portBindings()),
                        host.publishAllPorts()
                                ? PortWire.exposed(
                                        concat(
                                                own,
                                                lookup.imagePorts.apply(
                                                        Given.text(config.image()))))
                                : Set.of());
        return new ContainerSpec.Network(
                networkMode(),
                wishes,
                networkMode().equals("host") ? List.of() : ports,
                List.copyOf(own),
                Given.list(host.dns()),
                Given.list(host.dnsSearch()),
                Given.list(host.dnsOptions()),
                hosts);
    }

    private static List<String> concat(Set<String> one, Set<String> other) {
        List<String> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    private static void requireHost(String entry) {
        int at = entry.indexOf(':');
        Given.require(at > 0, "bad format for add-host: \"%s\"".formatted(entry));
        String address = entry.substring(at + 1).replaceAll("^\\[|]$", "");
        boolean isAddress = address.matches("[0-9a-fA-F.:]+") && isLiteral(address);
        Given.require(
                address.equals("host-gateway") || isAddress,
                "invalid IP address in add-host: \"%s\"".formatted(address));
    }

    private static boolean isLiteral(String address) {
        try {
            return !java.net.InetAddress.ofLiteral(address).getHostAddress().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private ContainerSpec.Restart restart() {
        ContainerSpec.Restart restart = restart(host);
        Given.require(
                !(host.autoRemove() && !restart.policy().equals("no")),
                "can't create 'AutoRemove' container with restart policy");
        return restart;
    }

    static ContainerSpec.Restart restart(HostConfig host) {
        var policy = host.restartPolicy();
        String name = policy == null ? "" : Given.text(policy.name());
        int most = policy == null ? 0 : policy.maximumRetryCount();
        Given.require(
                Set.of("", "no", "always", "on-failure", "unless-stopped", "on-unhealthy")
                        .contains(name),
                "invalid restart policy: unknown policy '%s'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'"
                        .formatted(name));
        Given.require(
                most == 0 || name.equals("on-failure") || name.equals("on-unhealthy"),
                "invalid restart policy: maximum retry count can only be used with 'on-failure'");
        Given.require(most >= 0, "invalid restart policy: maximum retry count cannot be negative");
        return new ContainerSpec.Restart(name.isEmpty() ? "no" : name, most);
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>(ResourceWire.warnings(host, defaults));
        boolean publishes = !Given.map(host.portBindings()).isEmpty() || host.publishAllPorts();
        if (networkMode().equals("host") && publishes) {
            warnings.add("Published ports are discarded when using host network mode");
        }
        return warnings;
    }
}
