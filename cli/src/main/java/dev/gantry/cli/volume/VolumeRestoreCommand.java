package dev.gantry.cli.volume;

import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `volume restore`: goes back to a snapshot.
public final class VolumeRestoreCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "VOLUME SNAPSHOT",
                "Make a volume hold again what a snapshot keeps",
                Spec.Arity.exactly(2));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        Request request =
                Request.post(VolumeContent.path(arguments.positional(0), "restore"))
                        .query("from", arguments.positional(1));
        VolumeContent.withProgress(cli, request);
        cli.out().println(arguments.positional(0));
        return 0;
    }
}
