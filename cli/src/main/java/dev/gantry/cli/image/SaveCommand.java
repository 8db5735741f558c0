package dev.gantry.cli.image;

import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.OutputFile;
import dev.gantry.cli.command.Spec;
import dev.gantry.linux.Terminal;
import java.io.IOException;
import java.nio.file.Path;

/// `save`: packs images into an archive.
public final class SaveCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] IMAGE [IMAGE...]",
                        "Save one or more images to a tar archive, on STDOUT unless a file is named",
                        Spec.Arity.atLeast(1))
                .aliases("image save", "save")
                .flags(
                        Flag.text("output", "o", "Write to this file instead of STDOUT"),
                        Flag.list("platform", "Save only this platform"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        String file = arguments.text("output");
        if (file.isEmpty() && Terminal.stdout().exists()) {
            throw ExitException.because(
                    "cowardly refusing to save to a terminal. Use the -o flag or redirect");
        }
        OutputFile output = file.isEmpty() ? null : output(file);
        Request request = Request.get("/images/get");
        for (String image : arguments.positional()) {
            request = request.query("names", image);
        }
        for (String platform : arguments.list("platform")) {
            request = request.query("platform", PlatformText.encode(platform));
        }
        try (Response response = cli.client().send(request)) {
            if (output == null) {
                response.body().transferTo(cli.stdout());
            } else {
                output.write(response.body());
            }
        }
        return 0;
    }

    private static OutputFile output(String file) throws ExitException {
        try {
            return OutputFile.of(Path.of(file));
        } catch (ExitException e) {
            throw ExitException.because("failed to save image: " + e.message());
        }
    }
}
