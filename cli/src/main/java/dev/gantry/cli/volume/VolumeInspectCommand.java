package dev.gantry.cli.volume;

import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.inspect.Inspection;
import java.io.IOException;

/// `volume inspect`: all about volumes.
public final class VolumeInspectCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] VOLUME [VOLUME...]",
                        "Show all about one or more volumes",
                        Spec.Arity.atLeast(1))
                .flags(Inspection.FORMAT);
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        return new Inspection(cli, arguments.text("format"))
                .run(
                        arguments.positional(),
                        name -> {
                            Request request = Request.get("/volumes/" + Request.escape(name));
                            try (Response response = cli.client().send(request)) {
                                return response.bytes();
                            }
                        });
    }
}
