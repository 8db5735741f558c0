package dev.gantry.cli.container;

import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Failures;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `unpause`: lets frozen containers go on.
public final class UnpauseCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "CONTAINER [CONTAINER...]",
                        "Let the processes of one or more containers go on",
                        Spec.Arity.atLeast(1))
                .aliases("container unpause", "unpause");
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        return Failures.forEach(
                arguments.positional(),
                container -> {
                    Request request =
                            Request.post("/containers/" + Request.escape(container) + "/unpause");
                    cli.client().call(request);
                    cli.out().println(container);
                });
    }
}
