package dev.gantry.cli.container;

import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Failures;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `kill`: sends a signal to containers, `KILL` unless another is named.
public final class KillCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] CONTAINER [CONTAINER...]",
                        "Kill one or more running containers",
                        Spec.Arity.atLeast(1))
                .aliases("container kill", "kill")
                .flags(Flag.text("signal", "s", "Signal to send"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        return Failures.forEach(
                arguments.positional(),
                container -> {
                    Request request =
                            Request.post("/containers/" + Request.escape(container) + "/kill");
                    cli.client().call(request.query("signal", arguments.text("signal", "KILL")));
                    cli.out().println(container);
                });
    }
}
