package dev.gantry.cli.container;

import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.FlagType;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.format.Listing;
import dev.gantry.cli.value.Filters;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// `ps`: the containers.
public final class PsCommand implements Command {
    private static final String TABLE =
            "table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}";

    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS]", "List containers", Spec.Arity.NONE)
                .aliases("container ls", "container list", "container ps", "ps")
                .flags(
                        Flag.bool("all", "a", "Also those that do not run"),
                        Flag.filter("Only those that fit, as name=value"),
                        Flag.text("format", "table, json, or a Go template for each line"),
                        Flag.of("last", "n", FlagType.INT, "The last n created, running or not")
                                .standard("-1"),
                        Flag.bool("latest", "l", "The last one created, running or not"),
                        Flag.bool("no-trunc", "Cut nothing short"),
                        Flag.bool("quiet", "q", "Only ids"),
                        Flag.bool("size", "s", "Also sizes"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        String format = format(arguments);
        boolean size =
                arguments.bool("size") || format.contains(".Size") || format.contains("json .}}");
        Request request =
                Request.get("/containers/json")
                        .queryIf("all", arguments.bool("all"))
                        .queryIf("size", size);
        long last = arguments.number("last", -1);
        if (arguments.bool("latest") && last < 0) {
            last = 1;
        }
        if (last > 0) {
            request = request.query("limit", last);
        }
        Map<String, List<String>> filters = arguments.filters();
        if (!filters.isEmpty()) {
            request = request.query("filters", Filters.encode(filters));
        }
        boolean truncate = !arguments.bool("no-trunc");
        Instant now = Instant.now();
        List<ContainerRow> rows =
                cli.client().objects(request).stream()
                        .map(container -> new ContainerRow(container, truncate, now))
                        .toList();
        cli.out().print(new Listing(format, ContainerRow.TITLES).print(rows));
        return 0;
    }

    private static String format(Arguments arguments) {
        String format = arguments.text("format");
        boolean standard = format.isEmpty() || format.equals("table");
        if (standard && arguments.bool("quiet")) {
            return "{{.ID}}";
        }
        return standard ? TABLE + (arguments.bool("size") ? "\t{{.Size}}" : "") : format;
    }
}
