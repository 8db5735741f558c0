package dev.gantry.cli.container;

import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.inspect.Inspection;
import java.io.IOException;

/// `container inspect`: all about containers.
public final class ContainerInspectCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] CONTAINER [CONTAINER...]",
                        "Show all about one or more containers",
                        Spec.Arity.atLeast(1))
                .flags(Inspection.FORMAT, Flag.bool("size", "s", "Also sizes"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        return new Inspection(cli, arguments.text("format"))
                .run(
                        arguments.positional(),
                        name -> {
                            Request request =
                                    Request.get("/containers/" + Request.escape(name) + "/json")
                                            .queryIf("size", arguments.bool("size"));
                            try (Response response = cli.client().send(request)) {
                                return response.bytes();
                            }
                        });
    }
}
