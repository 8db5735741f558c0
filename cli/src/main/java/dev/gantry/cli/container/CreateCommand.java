package dev.gantry.cli.container;

import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.create.ContainerFlags;
import java.io.IOException;

/// `create`: makes a container and leaves it at that.
public final class CreateCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] IMAGE [COMMAND] [ARG...]",
                        "Make a new container",
                        Spec.Arity.atLeast(1))
                .aliases("container create", "create")
                .optionsFirst()
                .flags(ContainerFlags.all());
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        Creation creation = new Creation(cli, arguments);
        cli.out().println(creation.create(creation.request()));
        return 0;
    }
}
