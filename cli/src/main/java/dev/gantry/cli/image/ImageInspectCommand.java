package dev.gantry.cli.image;

import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.inspect.Inspection;
import java.io.IOException;

/// `image inspect`: all about images.
public final class ImageInspectCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] IMAGE [IMAGE...]",
                        "Show all about one or more images",
                        Spec.Arity.atLeast(1))
                .flags(
                        Inspection.FORMAT,
                        Flag.text("platform", "Platform, where an image has several"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        return new Inspection(cli, arguments.text("format"))
                .run(
                        arguments.positional(),
                        name -> {
                            Request request = Request.get("/images/" + name + "/json");
                            try (Response response = cli.client().send(request)) {
                                return response.bytes();
                            }
                        });
    }
}
