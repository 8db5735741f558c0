package dev.gantry.cli.volume;

import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.value.Member;
import dev.gantry.linux.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// `volume import`: makes a volume of an archive, as `volume export` writes it.
public final class VolumeImportCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "VOLUME FILE|-",
                "Create a volume with the files of a tar archive, which may be compressed",
                Spec.Arity.exactly(2));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        String file = arguments.positional(1);
        boolean piped = file.equals("-");
        if (piped && Terminal.stdin().exists()) {
            throw ExitException.because("an archive is expected from STDIN, and there is none");
        }
        if (!piped && !Files.exists(Path.of(file))) {
            throw ExitException.because("open " + file + ": no such file or directory");
        }
        String path = VolumeContent.path(arguments.positional(0), "import");
        try (InputStream in = piped ? cli.stdin() : Files.newInputStream(Path.of(file))) {
            Request request = Request.post(path).stream(in, "application/x-tar");
            cli.out().println(Member.text(cli.client().object(request), "Name"));
        }
        return 0;
    }
}
