package dev.gantry.cli.container;

import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Failures;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `pause`: freezes containers.
public final class PauseCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "CONTAINER [CONTAINER...]",
                        "Pause all processes in one or more containers",
                        Spec.Arity.atLeast(1))
                .aliases("container pause", "pause");
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        return Failures.forEach(
                arguments.positional(),
                container -> {
                    Request request =
                            Request.post("/containers/" + Request.escape(container) + "/pause");
                    cli.client().call(request);
                    cli.out().println(container);
                });
    }
}
