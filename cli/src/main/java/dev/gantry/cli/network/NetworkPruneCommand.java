package dev.gantry.cli.network;

import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Prune;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `network prune`: removes the networks no container is in.
public final class NetworkPruneCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS]", "Remove all networks nobody uses", Spec.Arity.NONE)
                .flags(Prune.flags());
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        return Prune.NETWORKS.run(cli, arguments);
    }
}
