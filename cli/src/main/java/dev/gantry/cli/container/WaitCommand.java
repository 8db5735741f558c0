package dev.gantry.cli.container;

import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Failures;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `wait`: waits for containers to end and prints their exit statuses.
public final class WaitCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "CONTAINER [CONTAINER...]",
                        "Wait until one or more containers end, then print their exit codes",
                        Spec.Arity.atLeast(1))
                .aliases("container wait", "wait");
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        return Failures.forEach(
                arguments.positional(),
                container -> {
                    try (ExitWait wait =
                            ExitWait.begin(cli.client(), Request.escape(container), "")) {
                        cli.out().println(wait.status());
                    }
                });
    }
}
