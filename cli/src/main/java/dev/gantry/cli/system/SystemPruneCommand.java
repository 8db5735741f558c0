package dev.gantry.cli.system;

import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Prune;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `system prune`: removes containers, networks and images that nobody uses.
public final class SystemPruneCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS]", "Remove what is not used", Spec.Arity.NONE)
                .flags(Prune.flags())
                .flags(
                        Flag.bool("all", "a", "Also images that have a name"),
                        Flag.bool("volumes", "Also anonymous volumes"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        return Prune.everything(cli, arguments);
    }
}
