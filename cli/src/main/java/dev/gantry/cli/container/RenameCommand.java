package dev.gantry.cli.container;

import dev.gantry.api.client.ApiException;
import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Failures;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `rename`: gives a container another name.
public final class RenameCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("CONTAINER NEW_NAME", "Rename a container", Spec.Arity.exactly(2))
                .aliases("container rename", "rename");
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        String from = arguments.positional(0).strip();
        String to = arguments.positional(1).strip();
        if (from.isEmpty() || to.isEmpty()) {
            throw ExitException.because("Error: Neither old nor new names may be empty");
        }
        Request request =
                Request.post("/containers/" + Request.escape(from) + "/rename").query("name", to);
        try {
            cli.client().call(request);
        } catch (ApiException e) {
            throw ExitException.because(
                    Failures.describe(e) + "\nError: failed to rename container named " + from);
        }
        return 0;
    }
}
