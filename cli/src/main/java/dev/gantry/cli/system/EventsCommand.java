package dev.gantry.cli.system;

import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.format.Template;
import dev.gantry.cli.format.TemplateException;
import dev.gantry.cli.value.Filters;
import dev.gantry.cli.value.Timestamp;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/// `events`: what happens, as it happens.
public final class EventsCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS]", "Show events of the daemon as they happen", Spec.Arity.NONE)
                .aliases("system events", "events")
                .flags(
                        Flag.filter("Only those that fit, as name=value"),
                        Flag.text("format", "json, or a Go template for each event"),
                        Flag.text("since", "Also those since this time"),
                        Flag.text("until", "Only those until this time"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        Request request =
                Request.get("/events")
                        .queryIf("since", time(arguments.text("since")))
                        .queryIf("until", time(arguments.text("until")));
        Map<String, List<String>> filters = arguments.filters();
        if (!filters.isEmpty()) {
            request = request.query("filters", Filters.encode(filters));
        }
        String format = arguments.text("format");
        Template template = format.isEmpty() ? null : compile(format);
        try (Response response = cli.client().send(request);
                Json.Documents events = response.documents()) {
            for (JsonValue next = events.next();
                    next != null && !cli.out().checkError();
                    next = events.next()) {
                if (next instanceof JsonValue.Obj event) {
                    cli.out().println(template == null ? EventLine.of(event) : template.run(event));
                }
            }
        }
        return 0;
    }

    private static Template compile(String format) throws ExitException {
        try {
            return Template.compile(format.equals("json") ? "{{json .}}" : format);
        } catch (TemplateException e) {
            throw new ExitException(64, "Error parsing format: " + e.getMessage());
        }
    }

    private static String time(String text) throws ExitException {
        try {
            return text.isEmpty()
                    ? ""
                    : Timestamp.parse(text, Instant.now(), ZoneId.systemDefault());
        } catch (IllegalArgumentException e) {
            throw ExitException.because(String.valueOf(e.getMessage()));
        }
    }
}
