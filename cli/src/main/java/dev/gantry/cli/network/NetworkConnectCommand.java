package dev.gantry.cli.network;

import static dev.gantry.cli.command.FlagType.INT;
import static dev.gantry.cli.command.FlagType.STRINGS;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.create.KeyValues;
import java.io.IOException;
import java.util.List;

/// `network connect`: gives a container a place in a network.
public final class NetworkConnectCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] NETWORK CONTAINER",
                        "Connect a container to a network",
                        Spec.Arity.exactly(2))
                .flags(
                        Flag.of("alias", STRINGS, "Name of the container in the network"),
                        Flag.of("driver-opt", STRINGS, "Option of the network's driver"),
                        Flag.of("gw-priority", INT, "Where the highest is, is the default gateway"),
                        Flag.text("ip", "IPv4 address in the network"),
                        Flag.text("ip6", "IPv6 address in the network"),
                        Flag.list("link", "Another name for a container"),
                        Flag.of("link-local-ip", STRINGS, "Link-local address"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        JsonValue.Builder addresses = JsonValue.object();
        put(addresses, "IPv4Address", arguments.text("ip"));
        put(addresses, "IPv6Address", arguments.text("ip6"));
        List<String> linkLocal = Lists.of(arguments, "link-local-ip");
        if (!linkLocal.isEmpty()) {
            addresses.put("LinkLocalIPs", linkLocal);
        }
        List<String> links = arguments.list("link");
        JsonValue settings =
                JsonValue.object()
                        .put("IPAMConfig", addresses.build())
                        .put("Links", links.isEmpty() ? null : links)
                        .put("Aliases", Lists.of(arguments, "alias"))
                        .put("DriverOpts", KeyValues.map(Lists.of(arguments, "driver-opt")))
                        .put("GwPriority", arguments.number("gw-priority"))
                        .build();
        cli.client()
                .call(
                        Request.post(
                                        "/networks/"
                                                + Request.escape(arguments.positional(0))
                                                + "/connect")
                                .json(
                                        JsonValue.object()
                                                .put("Container", arguments.positional(1))
                                                .put("EndpointConfig", settings)
                                                .build()));
        return 0;
    }

    private static void put(JsonValue.Builder fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, value);
        }
    }
}
