package dev.gantry.cli.container;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.format.Table;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/// `top`: the processes of a container.
public final class TopCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "CONTAINER [ps OPTIONS]",
                        "Show the processes of a container",
                        Spec.Arity.atLeast(1))
                .aliases("container top", "top")
                .optionsFirst();
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        List<String> words = arguments.positional();
        JsonValue.Obj answer =
                cli.client()
                        .object(
                                Request.get(
                                                "/containers/"
                                                        + Request.escape(words.getFirst())
                                                        + "/top")
                                        .queryIf(
                                                "ps_args",
                                                String.join(" ", words.subList(1, words.size()))));
        StringBuilder table = new StringBuilder();
        line(table, answer.list("Titles"));
        for (JsonValue process : answer.list("Processes")) {
            if (process instanceof JsonValue.Arr(List<JsonValue> columns)) {
                line(table, columns);
            }
        }
        cli.out().print(Table.align(table.toString(), 20, 3));
        return 0;
    }

    private static void line(StringBuilder table, List<JsonValue> columns) {
        String line =
                columns.stream()
                        .map(column -> column instanceof JsonValue.Str(String text) ? text : "")
                        .collect(Collectors.joining("\t"));
        table.append(line).append('\n');
    }
}
