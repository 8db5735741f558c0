package dev.gantry.cli.volume;

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

/// `volume ls`: the volumes.
public final class VolumeLsCommand implements Command {
    private static final String TABLE = "table {{.Driver}}\t{{.Name}}";

    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS]", "List volumes", Spec.Arity.NONE)
                .aliases("volume ls", "volume list")
                .flags(
                        Flag.filter("Only those that fit, as dangling=true, label=key, name=part"),
                        Flag.text("format", "table, json, or a Go template for each line"),
                        Flag.bool("quiet", "q", "Only names"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        Request request = Request.get("/volumes");
        Map<String, List<String>> filters = arguments.filters();
        if (!filters.isEmpty()) {
            request = request.query("filters", Filters.encode(filters));
        }
        String format = arguments.text("format");
        if (format.isEmpty() || format.equals("table")) {
            format = arguments.bool("quiet") ? "{{.Name}}" : TABLE;
        }
        List<VolumeRow> rows =
                Member.objects(cli.client().object(request), "Volumes").stream()
                        .sorted((a, b) -> NaturalOrder.compare(name(a), name(b)))
                        .map(VolumeRow::new)
                        .toList();
        cli.out().print(new Listing(format, VolumeRow.TITLES).print(rows));
        return 0;
    }

    private static String name(JsonValue.Obj volume) {
        return Member.text(volume, "Name");
    }
}
