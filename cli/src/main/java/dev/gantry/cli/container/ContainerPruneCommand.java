package dev.gantry.cli.container;

import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Prune;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `container prune`: removes the containers that do not run.
public final class ContainerPruneCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS]", "Remove all containers that do not run", Spec.Arity.NONE)
                .flags(Prune.flags());
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        return Prune.CONTAINERS.run(cli, arguments);
    }
}
