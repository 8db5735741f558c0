package dev.gantry.cli.container;

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

/// `export`: packs a container's file system into an archive.
public final class ExportCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] CONTAINER",
                        "Export a container's filesystem as a tar archive",
                        Spec.Arity.exactly(1))
                .aliases("container export", "export")
                .flags(Flag.text("output", "o", "Write to this file instead of STDOUT"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        String file = arguments.text("output");
        if (file.isEmpty() && Terminal.stdout().exists()) {
            throw ExitException.because(
                    "cowardly refusing to save to a terminal. Use the -o flag or redirect");
        }
        OutputFile output = file.isEmpty() ? null : output(file);
        Request request =
                Request.get("/containers/" + Request.escape(arguments.positional(0)) + "/export");
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
            throw ExitException.because("failed to export container: " + e.message());
        }
    }
}
