package dev.gantry.cli.image;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.format.Listing;
import dev.gantry.cli.value.Filters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `images`: the images.
public final class ImagesCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS] [REPOSITORY[:TAG]]", "List images", Spec.Arity.atMost(1))
                .aliases("image ls", "image list", "images")
                .flags(
                        Flag.bool("all", "a", "Also intermediate images"),
                        Flag.bool("digests", "Also digests"),
                        Flag.filter("Only those that fit, as name=value"),
                        Flag.text("format", "table, json, or a Go template for each line"),
                        Flag.bool("no-trunc", "Cut nothing short"),
                        Flag.bool("quiet", "q", "Only ids"),
                        Flag.bool("tree", "Each platform of an image below it"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        Map<String, List<String>> filters = arguments.filters();
        if (!arguments.positional().isEmpty()) {
            filters.computeIfAbsent("reference", _ -> new ArrayList<>())
                    .add(arguments.positional(0));
        }
        Request request = Request.get("/images/json").queryIf("all", arguments.bool("all"));
        if (!filters.isEmpty()) {
            request = request.query("filters", Filters.encode(filters));
        }
        if (arguments.bool("tree")) {
            ImageTree.check(arguments);
            cli.out().print(ImageTree.print(cli.client().objects(request.query("manifests", "1"))));
            return 0;
        }
        String format = format(arguments);
        boolean digests = arguments.bool("digests") || format.contains(".Digest");
        List<ImageRow> rows = new ArrayList<>();
        for (JsonValue.Obj image : cli.client().objects(request)) {
            rows.addAll(ImageRow.of(image, !arguments.bool("no-trunc"), digests));
        }
        cli.out().print(new Listing(format, ImageRow.TITLES).print(rows));
        return 0;
    }

    private static String format(Arguments arguments) {
        String format = arguments.text("format");
        if (!format.isEmpty() && !format.equals("table")) {
            return format;
        }
        if (arguments.bool("quiet")) {
            return "{{.ID}}";
        }
        String digest = arguments.bool("digests") ? "{{.Digest}}\t" : "";
        return "table {{.Repository}}\t{{.Tag}}\t"
                + digest
                + "{{.ID}}\t{{.CreatedSince}}\t{{.Size}}";
    }
}
