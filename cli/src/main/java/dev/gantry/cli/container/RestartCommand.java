package dev.gantry.cli.container;

import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Failures;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.FlagType;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `restart`: stops containers and starts them again.
public final class RestartCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] CONTAINER [CONTAINER...]",
                        "Restart one or more containers",
                        Spec.Arity.atLeast(1))
                .aliases("container restart", "restart")
                .flags(
                        Flag.text("signal", "s", "Signal to send"),
                        Flag.of("timeout", "t", FlagType.INT, "Seconds to wait before killing"),
                        Flag.of("time", FlagType.INT, "Same as --timeout"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        return Failures.forEach(
                arguments.positional(),
                container -> {
                    Request request =
                            Request.post("/containers/" + Request.escape(container) + "/restart");
                    cli.client()
                            .call(
                                    request.queryIf("signal", arguments.textOrNull("signal"))
                                            .queryIf("t", StopCommand.seconds(arguments)));
                    cli.out().println(container);
                });
    }
}
