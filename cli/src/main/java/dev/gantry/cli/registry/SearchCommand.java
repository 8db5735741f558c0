package dev.gantry.cli.registry;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.FlagType;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.format.Listing;
import dev.gantry.cli.format.Row;
import dev.gantry.cli.value.Filters;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.ShortText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `search`: finds repositories at Docker Hub, or at a registry named in front of the word.
public final class SearchCommand implements Command {
    private static final Map<String, String> TITLES =
            Map.of(
                    "Name", "NAME",
                    "Description", "DESCRIPTION",
                    "StarCount", "STARS",
                    "IsOfficial", "OFFICIAL",
                    "IsAutomated", "AUTOMATED");
    private static final int WIDTH = 45;

    private record Found(JsonValue.Obj result, boolean truncate) implements Row {
        @Override
        public List<String> names() {
            return List.copyOf(TITLES.keySet());
        }

        @Override
        public String column(String name) {
            return switch (name) {
                case "Name" -> Member.text(result, "name");
                case "Description" -> description();
                case "StarCount" -> Long.toString(Member.number(result, "star_count"));
                case "IsOfficial" -> Member.truth(result, "is_official") ? "[OK]" : "";
                default -> Member.truth(result, "is_automated") ? "[OK]" : "";
            };
        }

        private String description() {
            String line = Member.text(result, "description").replace('\n', ' ').replace('\r', ' ');
            return truncate ? ShortText.cut(line, WIDTH) : line;
        }
    }

    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS] TERM", "Search a registry for images", Spec.Arity.exactly(1))
                .flags(
                        Flag.filter("Only those that fit, as name=value"),
                        Flag.text("format", "table, json, or a Go template for each line"),
                        Flag.of("limit", FlagType.INT, "At most so many"),
                        Flag.bool("no-trunc", "Cut nothing short"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        String term = arguments.positional(0);
        Request request =
                Request.get("/images/search")
                        .query("term", term)
                        .query("limit", arguments.number("limit"))
                        .header("X-Registry-Auth", cli.auths().header(term));
        Map<String, List<String>> filters = arguments.filters();
        if (!filters.isEmpty()) {
            request = request.query("filters", Filters.encode(filters));
        }
        List<Found> found = new ArrayList<>();
        for (JsonValue.Obj result : cli.client().objects(request)) {
            found.add(new Found(result, !arguments.bool("no-trunc")));
        }
        String format = arguments.text("format");
        boolean isUsual = format.isEmpty() || format.equals("table");
        String shown =
                isUsual
                        ? "table {{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}"
                        : format;
        cli.out().print(new Listing(shown, TITLES).print(found));
        return 0;
    }
}
