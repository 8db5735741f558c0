package dev.gantry.cli.network;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.format.Listing;
import dev.gantry.cli.value.Filters;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.NaturalOrder;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// `network ls`: the networks.
public final class NetworkLsCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS]", "List networks", Spec.Arity.NONE)
                .aliases("network ls", "network list")
                .flags(
                        Flag.filter("Only those that fit, as name=value"),
                        Flag.text("format", "table, json, or a Go template for each line"),
                        Flag.bool("no-trunc", "Cut nothing short"),
                        Flag.bool("quiet", "q", "Only ids"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        Request request = Request.get("/networks");
        Map<String, List<String>> filters = arguments.filters();
        if (!filters.isEmpty()) {
            request = request.query("filters", Filters.encode(filters));
        }
        String format = arguments.text("format");
        if (format.isEmpty() || format.equals("table")) {
            format = arguments.bool("quiet") ? "{{.ID}}" : TABLE;
        }
        List<NetworkRow> rows =
                cli.client().objects(request).stream()
                        .sorted((a, b) -> NaturalOrder.compare(name(a), name(b)))
                        .map(network -> new NetworkRow(network, !arguments.bool("no-trunc")))
                        .toList();
        cli.out().print(new Listing(format, NetworkRow.TITLES).print(rows));
        return 0;
    }

    private static final String TABLE = "table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}";

    private static String name(JsonValue.Obj network) {
        return Member.text(network, "Name");
    }
}
