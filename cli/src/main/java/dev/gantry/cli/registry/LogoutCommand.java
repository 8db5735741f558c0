package dev.gantry.cli.registry;

import dev.gantry.cli.auth.Server;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `logout`: forgets the credentials for a registry.
public final class LogoutCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "[SERVER]",
                "Forget the credentials for a registry, Docker Hub unless another is named",
                Spec.Arity.atMost(1));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        String server = Server.of(arguments.positional().isEmpty() ? "" : arguments.positional(0));
        cli.out().println("Removing login credentials for " + server);
        cli.auths().forget(server);
        return 0;
    }
}
