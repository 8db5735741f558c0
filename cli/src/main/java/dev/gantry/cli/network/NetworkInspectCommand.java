package dev.gantry.cli.network;

import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.inspect.Inspection;
import java.io.IOException;

/// `network inspect`: all about networks.
public final class NetworkInspectCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] NETWORK [NETWORK...]",
                        "Show all about one or more networks",
                        Spec.Arity.atLeast(1))
                .flags(Inspection.FORMAT, Flag.bool("verbose", "v", "Ask for more"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        return new Inspection(cli, arguments.text("format"))
                .run(
                        arguments.positional(),
                        name -> {
                            Request request =
                                    Request.get("/networks/" + Request.escape(name))
                                            .queryIf("verbose", arguments.bool("verbose"));
                            try (Response response = cli.client().send(request)) {
                                return response.bytes();
                            }
                        });
    }
}
