package dev.gantry.cli.volume;

import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Prune;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `volume prune`: removes volumes no container uses.
public final class VolumePruneCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS]", "Remove volumes that are not used", Spec.Arity.NONE)
                .flags(Prune.flags())
                .flags(Flag.bool("all", "a", "Also volumes that were given a name"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        return (arguments.bool("all") ? Prune.ALL_VOLUMES : Prune.VOLUMES).run(cli, arguments);
    }
}
