package dev.gantry.cli.volume;

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

/// `volume export`: packs what a volume holds into an archive.
public final class VolumeExportCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] VOLUME",
                        "Save what a volume holds to a tar archive, on STDOUT unless a file is named",
                        Spec.Arity.exactly(1))
                .flags(Flag.text("output", "o", "Write to this file instead of STDOUT"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        String file = arguments.text("output");
        if (file.isEmpty() && Terminal.stdout().exists()) {
            throw ExitException.because(
                    "refusing to write an archive to a terminal: name a file with -o, or redirect");
        }
        Request request = Request.get(VolumeContent.path(arguments.positional(0), "export"));
        OutputFile output = file.isEmpty() ? null : OutputFile.of(Path.of(file));
        try (Response response = cli.client().send(request)) {
            if (output == null) {
                response.body().transferTo(cli.stdout());
            } else {
                output.write(response.body());
            }
        }
        return 0;
    }
}
