package dev.gantry.cli.system;

import dev.gantry.api.client.ConnectException;
import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.About;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.format.Template;
import dev.gantry.cli.value.Member;
import java.io.IOException;
import java.util.List;

/// `info`: the daemon and what it has.
public final class InfoCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS]", "Show the daemon and what it has", Spec.Arity.NONE)
                .aliases("system info", "info")
                .flags(Flag.text("format", "f", "json, or a Go template"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        Template template = VersionText.template(arguments.text("format"));
        JsonValue.Obj client =
                JsonValue.object()
                        .put("Debug", cli.debug())
                        .put("Version", About.version())
                        .put("Context", "default")
                        .put("Plugins", List.of())
                        .put("Warnings", (Object) null)
                        .build();
        JsonValue.Obj server;
        try {
            server = cli.client().object(Request.get("/info"));
        } catch (ConnectException e) {
            if (template == null) {
                cli.out().print(InfoText.client(client) + "\nServer:\n");
            }
            throw e;
        }
        if (template != null) {
            JsonValue.Builder all = JsonValue.object();
            server.fields().forEach(all::put);
            cli.out().println(template.run(all.put("ClientInfo", client).build()));
            return 0;
        }
        cli.out().print(InfoText.client(client) + "\n" + InfoText.server(server) + "\n");
        Member.texts(server, "Warnings").forEach(warning -> cli.err().println(warning));
        return 0;
    }
}
