package dev.gantry.cli.container;

import dev.gantry.api.client.ApiException;
import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.base.Tasks;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.format.Listing;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.ShortText;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/// `stats`: what containers use of the machine.
public final class StatsCommand implements Command {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final String TABLE =
            "table {{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}";

    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] [CONTAINER...]",
                        "Show what containers use, as it changes",
                        Spec.Arity.ANY)
                .aliases("container stats", "stats")
                .flags(
                        Flag.bool("all", "a", "Also those that do not run"),
                        Flag.text("format", "table, json, or a Go template for each line"),
                        Flag.bool("no-stream", "Only once"),
                        Flag.bool("no-trunc", "Cut nothing short"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        String format = arguments.text("format");
        boolean isTable = format.isEmpty() || format.startsWith("table");
        Listing listing =
                new Listing(
                        format.isEmpty() || format.equals("table") ? TABLE : format,
                        StatsRow.TITLES);
        if (arguments.bool("no-stream")) {
            cli.out().print(listing.print(rows(cli, arguments)));
            return 0;
        }
        while (!cli.out().checkError()) {
            String page = listing.print(rows(cli, arguments));
            cli.out().print(isTable ? overwriting(page) : page);
            cli.out().flush();
            Thread.sleep(PERIOD);
        }
        return 0;
    }

    /// From the top of the screen, clearing what each line and the whole had behind.
    private static String overwriting(String page) {
        return "\033[H" + page.replace("\n", " \033[K\n") + "\033[J";
    }

    private static List<StatsRow> rows(Cli cli, Arguments arguments)
            throws IOException, InterruptedException {
        boolean truncate = !arguments.bool("no-trunc");
        List<String> named = arguments.positional();
        List<String> wanted = named.isEmpty() ? all(cli, arguments.bool("all")) : named;
        List<Future<List<StatsRow>>> answers = new ArrayList<>();
        try (Tasks tasks = Tasks.open("stats")) {
            for (String container : wanted) {
                answers.add(tasks.fork(() -> row(cli, container, !named.isEmpty(), truncate)));
            }
            tasks.join();
        }
        return answers.stream().flatMap(answer -> answer.resultNow().stream()).toList();
    }

    private static List<String> all(Cli cli, boolean withEnded) throws IOException {
        Request request = Request.get("/containers/json").queryIf("all", withEnded);
        return cli.client().objects(request).stream()
                .map(container -> ShortText.id(Member.text(container, "Id")))
                .toList();
    }

    /// One that went while it was listed has no row; one that was asked for must be there.
    private static List<StatsRow> row(Cli cli, String container, boolean isNamed, boolean truncate)
            throws IOException {
        try {
            JsonValue.Obj stats =
                    cli.client()
                            .object(
                                    Request.get(
                                                    "/containers/"
                                                            + Request.escape(container)
                                                            + "/stats")
                                            .query("stream", "0"));
            return List.of(new StatsRow(container, stats, truncate));
        } catch (ApiException e) {
            if (!isNamed && e.status() == 404) {
                return List.of();
            }
            throw e;
        }
    }
}
