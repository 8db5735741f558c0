package dev.gantry.cli.network;

import static dev.gantry.cli.command.FlagType.MAP;
import static dev.gantry.cli.command.FlagType.STRINGS;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.create.KeyValues;
import dev.gantry.cli.value.Member;
import java.io.IOException;
import java.util.Map;

/// `network create`: makes a network.
public final class NetworkCreateCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS] NETWORK", "Create a network", Spec.Arity.exactly(1))
                .flags(
                        Flag.bool("attachable", "Let containers be attached by hand"),
                        Flag.of("aux-address", MAP, "Address no container gets, as name=address"),
                        Flag.text("config-from", "Take the configuration of this network"),
                        Flag.bool("config-only", "Only a configuration, for other networks"),
                        Flag.text("driver", "d", "Driver of the network").standard("\"bridge\""),
                        Flag.of("gateway", STRINGS, "Gateway of a subnet"),
                        Flag.bool("ingress", "Make swarm's routing mesh"),
                        Flag.bool("internal", "Let nothing out of the network"),
                        Flag.of("ip-range", STRINGS, "Give containers addresses out of this part"),
                        Flag.text("ipam-driver", "Who gives addresses").standard("\"default\""),
                        Flag.of("ipam-opt", MAP, "Option of the one who gives addresses"),
                        Flag.bool("ipv4", "Give IPv4 addresses").standard("true"),
                        Flag.bool("ipv6", "Give IPv6 addresses"),
                        Flag.list("label", "Set a label"),
                        Flag.of("opt", "o", MAP, "Option of the driver"),
                        Flag.text("scope", "Scope of the network"),
                        Flag.of("subnet", STRINGS, "Subnet, as 172.30.0.0/16"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        Subnets subnets = new Subnets(Lists.of(arguments, "subnet"));
        subnets.put("IPRange", "ip-range", Lists.of(arguments, "ip-range"));
        subnets.put("Gateway", "gateway", Lists.of(arguments, "gateway"));
        subnets.reserve(KeyValues.map(arguments.list("aux-address")));
        JsonValue.Builder body =
                JsonValue.object()
                        .put("Name", arguments.positional(0))
                        .put("Driver", arguments.text("driver", "bridge"))
                        .put("Scope", arguments.text("scope"));
        for (String family : new String[] {"4", "6"}) {
            if (arguments.isSet("ipv" + family)) {
                body.put("EnableIPv" + family, arguments.bool("ipv" + family));
            }
        }
        body.put(
                        "IPAM",
                        JsonValue.object()
                                .put("Driver", arguments.text("ipam-driver", "default"))
                                .put("Options", KeyValues.map(arguments.list("ipam-opt")))
                                .put("Config", subnets.json())
                                .build())
                .put("Internal", arguments.bool("internal"))
                .put("Attachable", arguments.bool("attachable"))
                .put("Ingress", arguments.bool("ingress"))
                .put("ConfigOnly", arguments.bool("config-only"))
                .put("ConfigFrom", lender(arguments))
                .put("Options", KeyValues.map(arguments.list("opt")))
                .put("Labels", KeyValues.map(arguments.list("label")));
        JsonValue.Obj answer =
                cli.client().object(Request.post("/networks/create").json(body.build()));
        cli.out().println(Member.text(answer, "Id"));
        return 0;
    }

    private static Object lender(Arguments arguments) {
        String name = arguments.text("config-from");
        return name.isEmpty() ? new JsonValue.Null() : Map.of("Network", name);
    }
}
