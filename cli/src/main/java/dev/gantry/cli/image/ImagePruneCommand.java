package dev.gantry.cli.image;

import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Prune;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `image prune`: removes images nobody uses.
public final class ImagePruneCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS]", "Remove images that are not used", Spec.Arity.NONE)
                .flags(Prune.flags())
                .flags(Flag.bool("all", "a", "Also images that have a name"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        return (arguments.bool("all") ? Prune.ALL_IMAGES : Prune.DANGLING_IMAGES)
                .run(cli, arguments);
    }
}
