package dev.gantry.cli.network;

import dev.gantry.api.client.ApiException;
import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Failures;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `network rm`: removes networks.
public final class NetworkRmCommand implements Command {
    private static final int NOT_FOUND = 404;

    @Override
    public Spec spec() {
        return Spec.of("NETWORK [NETWORK...]", "Remove one or more networks", Spec.Arity.atLeast(1))
                .aliases("network rm", "network remove")
                .flags(Flag.bool("force", "f", "No error when there is no such network"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        boolean isForced = arguments.bool("force");
        return Failures.forEach(
                arguments.positional(),
                name -> {
                    try {
                        cli.client().call(Request.delete("/networks/" + Request.escape(name)));
                    } catch (ApiException e) {
                        if (isForced && e.status() == NOT_FOUND) {
                            return;
                        }
                        throw e;
                    }
                    cli.out().println(name);
                });
    }
}
