package dev.gantry.cli.create;

import dev.gantry.api.container.ContainerConfig;
import dev.gantry.api.container.CreateRequest;
import dev.gantry.api.container.HealthConfig;
import dev.gantry.api.container.NetworkingConfig;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.ExitException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns the arguments of `run` and `create` into the request that is sent.
public final class ContainerRequest {
    private final Arguments arguments;
    private final Map<String, String> environment;
    private final List<Integer> consoleSize;

    private ContainerRequest(
            Arguments arguments, Map<String, String> environment, List<Integer> consoleSize) {
        this.arguments = arguments;
        this.environment = environment;
        this.consoleSize = List.copyOf(consoleSize);
    }

    /// @param environment our own, for variables named without a value
    /// @param consoleSize rows and columns a terminal begins with
    /// @throws ExitException in Docker's words when the arguments contradict each other
    public static CreateRequest of(
            Arguments arguments, Map<String, String> environment, List<Integer> consoleSize)
            throws IOException {
        return new ContainerRequest(arguments, environment, consoleSize).request();
    }

    private CreateRequest request() throws IOException {
        if (!List.of("always", "missing", "never", "").contains(arguments.text("pull"))) {
            throw ExitException.because(
                    "invalid pull option: '%s': must be one of \"always\", \"missing\" or \"never\""
                            .formatted(arguments.text("pull")));
        }
        PortSpecs ports = PortSpecs.parse(arguments.list("publish"), arguments.list("expose"));
        List<NetworkSpec> networks = NetworkSpec.all(arguments);
        List<String> links = arguments.list("link");
        Map<String, JsonValue> endpoints = new TreeMap<>();
        for (NetworkSpec network : networks) {
            boolean linked = network.isUserDefined() && endpoints.isEmpty();
            List<String> own = linked ? links : List.of();
            boolean needless =
                    networks.size() == 1
                            && network.isPlain()
                            && own.isEmpty()
                            && !network.name().equals("default");
            if (!needless) {
                endpoints.put(network.name(), network.endpoint(own));
            }
        }
        return new CreateRequest(
                config(ports),
                HostSettings.of(arguments, consoleSize, ports, networks.getFirst().name()),
                new NetworkingConfig(endpoints));
    }

    private ContainerConfig config(PortSpecs ports) throws IOException {
        List<String> words = arguments.positional();
        boolean stdin = attaches("stdin");
        boolean open = arguments.bool("interactive");
        return new ContainerConfig(
                arguments.text("hostname"),
                arguments.text("domainname"),
                arguments.text("user"),
                stdin,
                attaches("stdout"),
                attaches("stderr"),
                set(ports.exposed()),
                arguments.bool("tty"),
                open,
                open && stdin,
                orNull(
                        KeyValues.environment(
                                arguments.list("env-file"), arguments.list("env"), environment)),
                orNull(words.subList(1, words.size())),
                health(),
                false,
                words.getFirst(),
                set(
                        arguments.list("volume").stream()
                                .filter(volume -> volume.indexOf(':') < 0)
                                .toList()),
                arguments.text("workdir"),
                arguments.isSet("entrypoint") ? List.of(arguments.text("entrypoint")) : null,
                false,
                null,
                null,
                KeyValues.labels(arguments.list("label-file"), arguments.list("label")),
                arguments.textOrNull("stop-signal"),
                arguments.isSet("stop-timeout") ? (int) arguments.number("stop-timeout") : null,
                null);
    }

    /// Without `--attach` both outputs are wanted; an interactive container's input always is.
    private boolean attaches(String stream) {
        List<String> asked = arguments.list("attach");
        boolean named = asked.stream().anyMatch(s -> s.toLowerCase(Locale.ROOT).equals(stream));
        return stream.equals("stdin")
                ? named || arguments.bool("interactive")
                : named || asked.isEmpty();
    }

    private static Map<String, JsonValue> set(java.util.Collection<String> members) {
        return members.stream()
                .collect(
                        Collectors.toMap(
                                member -> member,
                                _ -> new JsonValue.Obj(Map.of()),
                                (first, _) -> first,
                                TreeMap::new));
    }

    static @Nullable List<String> orNull(List<String> list) {
        return list.isEmpty() ? null : list;
    }

    private @Nullable HealthConfig health() throws ExitException {
        boolean asked =
                List.of("cmd", "interval", "timeout", "retries", "start-period", "start-interval")
                        .stream()
                        .anyMatch(name -> arguments.isSet("health-" + name));
        if (arguments.bool("no-healthcheck")) {
            if (asked) {
                throw ExitException.because("--no-healthcheck conflicts with --health-* options");
            }
            return new HealthConfig(List.of("NONE"), 0, 0, 0, 0, 0);
        }
        if (!asked) {
            return null;
        }
        for (String name : List.of("interval", "timeout", "start-period", "start-interval")) {
            if (arguments.nanos("health-" + name) < 0) {
                throw ExitException.because("--health-" + name + " cannot be negative");
            }
        }
        if (arguments.number("health-retries") < 0) {
            throw ExitException.because("--health-retries cannot be negative");
        }
        String command = arguments.text("health-cmd");
        return new HealthConfig(
                command.isEmpty() ? null : List.of("CMD-SHELL", command),
                arguments.nanos("health-interval"),
                arguments.nanos("health-timeout"),
                arguments.nanos("health-start-period"),
                arguments.nanos("health-start-interval"),
                (int) arguments.number("health-retries"));
    }
}
