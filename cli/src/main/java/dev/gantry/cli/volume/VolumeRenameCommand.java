package dev.gantry.cli.volume;

import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `volume rename`: gives a volume another name.
public final class VolumeRenameCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("VOLUME NEW_NAME", "Give a volume another name", Spec.Arity.exactly(2));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        Request request =
                Request.post(VolumeContent.path(arguments.positional(0), "rename"))
                        .query("name", arguments.positional(1));
        cli.client().call(request);
        return 0;
    }
}
