package dev.gantry.cli.tls;

import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.FlagType;
import dev.gantry.cli.command.Spec;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// `tls`: makes an authority, a certificate of an engine and one of a client, in files as docker
/// and `gantryd` take them. With an authority that is there already it makes more of the others.
public final class TlsCommand implements Command {
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9*][A-Za-z0-9._*-]*|[0-9a-fA-F:.]+");

    private static final long MOST_DAYS = 36_500;

    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] [HOST...]",
                        "Make certificates for an engine on TCP and its clients",
                        Spec.Arity.ANY)
                .aliases("tls")
                .flags(
                        Flag.text("client", "Name in the client's certificate").standard("client"),
                        Flag.of("days", FlagType.INT, "How long certificates hold").standard("825"),
                        Flag.text("directory", "d", "Where the files go").standard("."));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        long days = arguments.number("days", 825);
        if (days < 1 || days > MOST_DAYS) {
            throw ExitException.because("--days: from 1 to %d".formatted(MOST_DAYS));
        }
        Path directory = Path.of(arguments.text("directory", "."));
        TlsFolder folder = TlsFolder.open(directory);
        Authority authority = folder.authority();
        List<String> hosts = hosts(arguments.positional());
        folder.write("server-cert.pem", "server-key.pem", authority.server(hosts, (int) days));
        folder.write(
                "cert.pem",
                "key.pem",
                authority.client(arguments.text("client", "client"), (int) days));
        cli.out().print(told(directory.toAbsolutePath().normalize(), hosts));
        return 0;
    }

    /// Names and addresses the engine is reached by; this machine's own always.
    private static List<String> hosts(List<String> given) throws IOException {
        for (String host : given) {
            if (!HOST.matcher(host).matches()) {
                throw ExitException.because(
                        "invalid host \"%s\": a name or an address is wanted; the directory is said with --directory"
                                .formatted(host));
            }
        }
        List<String> hosts = new ArrayList<>(given);
        for (String own :
                List.of("localhost", "127.0.0.1", InetAddress.getLocalHost().getHostName())) {
            if (!hosts.contains(own)) {
                hosts.add(own);
            }
        }
        return hosts;
    }

    private static String told(Path directory, List<String> hosts) {
        return """
        Certificates for %s are in %s.
        The engine:
          gantryd -H tcp://0.0.0.0:2376 --tlsverify --tlscacert %3$s/ca.pem \\
            --tlscert %3$s/server-cert.pem --tlskey %3$s/server-key.pem
        A client has ca.pem, cert.pem and key.pem, and nobody else has ca-key.pem:
          DOCKER_HOST=tcp://%4$s:2376 DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=%3$s docker ps
        """
                .formatted(String.join(", ", hosts), directory, directory, hosts.getFirst());
    }
}
