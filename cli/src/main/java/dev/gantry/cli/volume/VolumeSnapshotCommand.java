package dev.gantry.cli.volume;

import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `volume snapshot`: keeps what a volume holds now.
public final class VolumeSnapshotCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "VOLUME SNAPSHOT",
                "Keep what a volume holds now in a volume of its own",
                Spec.Arity.exactly(2));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        Request request =
                Request.post(VolumeContent.path(arguments.positional(0), "snapshot"))
                        .query("name", arguments.positional(1));
        VolumeContent.withProgress(cli, request);
        cli.out().println(arguments.positional(1));
        return 0;
    }
}
