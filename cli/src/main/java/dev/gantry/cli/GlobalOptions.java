package dev.gantry.cli;

import dev.gantry.api.client.DockerClient;
import dev.gantry.api.client.Endpoint;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What stands before the command, and the environment: which daemon, and how to speak to it.
final class GlobalOptions {
    static final String DEFAULT_HOST = "unix:///run/gantry/docker.sock";
    static final Spec SPEC =
            Spec.of(
                            "[OPTIONS] COMMAND [ARG...]",
                            "A container platform for Linux that speaks Docker's protocols",
                            Spec.Arity.ANY)
                    .optionsFirst()
                    .flags(
                            Flag.text("config", "Directory of config.json"),
                            Flag.text("context", "c", "Contexts are not supported; use --host"),
                            Flag.bool("debug", "D", "Show where a failure came from"),
                            Flag.list("host", "H", "Where the daemon listens"),
                            Flag.text("log-level", "l", "Kept for compatibility")
                                    .standard("\"info\""),
                            Flag.bool("tls", "Speak TLS; implied by --tlsverify"),
                            Flag.bool("tlsverify", "Speak TLS and verify the daemon"),
                            Flag.bool("help", "h", "Print this text"),
                            Flag.bool("version", "v", "Print the version and quit"));

    private final Arguments arguments;
    private final Map<String, String> environment;

    GlobalOptions(Arguments arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    List<String> command() {
        return arguments.positional();
    }

    boolean debug() {
        return arguments.bool("debug") || !variable("DEBUG").isEmpty();
    }

    boolean wantsVersion() {
        return arguments.bool("version");
    }

    boolean wantsHelp() {
        return arguments.bool("help");
    }

    /// The daemon meant; nothing is connected yet.
    DockerClient client() throws ExitException {
        String context = arguments.text("context");
        if (!context.isEmpty() && !context.equals("default")) {
            throw ExitException.because(
                    "contexts are not supported: name the daemon with --host or DOCKER_HOST"
                            + " instead of --context "
                            + context);
        }
        String version = variable("DOCKER_API_VERSION");
        String plain = version.startsWith("v") ? version.substring(1) : version;
        return new DockerClient(endpoint(), plain.isEmpty() ? null : plain);
    }

    private Endpoint endpoint() throws ExitException {
        List<String> hosts = arguments.list("host");
        if (hosts.size() > 1) {
            throw new ExitException(
                    125,
                    "invalid argument \"%s\" for \"-H, --host\" flag: specify only one -H"
                            .formatted(hosts.getLast()));
        }
        String host = hosts.isEmpty() ? variable("DOCKER_HOST") : hosts.getFirst();
        if (host.isEmpty()) {
            host = variable("GANTRY_HOST");
        }
        try {
            Endpoint endpoint = Endpoint.parse(host.isEmpty() ? DEFAULT_HOST : host);
            return endpoint instanceof Endpoint.Tcp(String name, int port) && wantsTls()
                    ? new Endpoint.Tls(name, port, certificates())
                    : endpoint;
        } catch (IllegalArgumentException e) {
            throw ExitException.because(
                    "Failed to initialize: unable to resolve docker endpoint: " + e.getMessage());
        }
    }

    /// Where `config.json` is.
    Path configuration() {
        String given = arguments.text("config", variable("DOCKER_CONFIG"));
        return given.isEmpty() ? Path.of(variable("HOME"), ".docker") : Path.of(given);
    }

    private boolean wantsTls() {
        return arguments.bool("tls")
                || arguments.bool("tlsverify")
                || !variable("DOCKER_TLS_VERIFY").isEmpty();
    }

    private Path certificates() {
        String path = variable("DOCKER_CERT_PATH");
        return path.isEmpty() ? Path.of(variable("HOME"), ".docker") : Path.of(path);
    }

    private String variable(String name) {
        return environment.getOrDefault(name, "");
    }
}
