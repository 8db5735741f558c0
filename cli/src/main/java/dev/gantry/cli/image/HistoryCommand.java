package dev.gantry.cli.image;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.format.Listing;
import java.io.IOException;
import java.util.List;

/// `history`: how an image was made.
public final class HistoryCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS] IMAGE", "Show the history of an image", Spec.Arity.exactly(1))
                .aliases("image history", "history")
                .flags(
                        Flag.text("format", "table, json, or a Go template for each line"),
                        Flag.bool("human", "H", "Print sizes and dates for people")
                                .standard("true"),
                        Flag.bool("no-trunc", "Cut nothing short"),
                        Flag.text("platform", "Of the image for this platform"),
                        Flag.bool("quiet", "q", "Only ids"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        Request request = Request.get("/images/" + arguments.positional(0) + "/history");
        String platform = arguments.text("platform");
        if (!platform.isEmpty()) {
            request = request.query("platform", PlatformText.encode(platform));
        }
        boolean human = arguments.bool("human", true);
        boolean truncate = !arguments.bool("no-trunc");
        List<HistoryRow> rows = new java.util.ArrayList<>();
        for (JsonValue.Obj step : cli.client().objects(request)) {
            rows.add(new HistoryRow(step, human, truncate));
        }
        cli.out().print(new Listing(format(arguments, human), HistoryRow.TITLES).print(rows));
        return 0;
    }

    private static String format(Arguments arguments, boolean human) {
        String format = arguments.text("format");
        if (!format.isEmpty() && !format.equals("table")) {
            return format;
        }
        if (arguments.bool("quiet")) {
            return "{{.ID}}";
        }
        String created = human ? "{{.CreatedSince}}" : "{{.CreatedAt}}";
        return "table {{.ID}}\t" + created + "\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}";
    }
}
