package dev.gantry.cli.container;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.value.GoNumber;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.NaturalOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `port`: where the ports of a container are published.
public final class PortCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "CONTAINER [PRIVATE_PORT[/PROTO]]",
                        "List the published ports of a container, or one of them",
                        new Spec.Arity(1, 2))
                .aliases("container port", "port");
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        String container = arguments.positional(0);
        JsonValue.Obj ports =
                cli.client()
                        .object(Request.get("/containers/" + Request.escape(container) + "/json"))
                        .object("NetworkSettings")
                        .object("Ports");
        List<String> lines = new ArrayList<>();
        if (arguments.positional().size() > 1) {
            String asked = arguments.positional(1);
            checkPort(asked);
            String port = asked.indexOf('/') < 0 ? asked + "/tcp" : asked;
            Member.objects(ports, port).forEach(binding -> lines.add(address(binding)));
            if (lines.isEmpty()) {
                throw ExitException.because(
                        "Error: No public port '" + asked + "' published for " + container);
            }
        } else {
            for (String port : ports.fields().keySet()) {
                Member.objects(ports, port).forEach(b -> lines.add(port + " -> " + address(b)));
            }
        }
        lines.sort(NaturalOrder::compare);
        lines.forEach(line -> cli.out().println(line));
        return 0;
    }

    private static void checkPort(String asked) throws ExitException {
        try {
            GoNumber.parseUint(asked.split("/", 2)[0], 16);
        } catch (IllegalArgumentException e) {
            throw ExitException.because("Error: invalid port (" + asked + "): " + e.getMessage());
        }
    }

    private static String address(JsonValue.Obj binding) {
        String ip = Member.text(binding, "HostIp");
        String port = Member.text(binding, "HostPort");
        return ip.indexOf(':') >= 0 ? "[" + ip + "]:" + port : ip + ":" + port;
    }
}
