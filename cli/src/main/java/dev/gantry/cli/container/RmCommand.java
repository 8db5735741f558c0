package dev.gantry.cli.container;

import dev.gantry.api.client.ApiException;
import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Failures;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `rm`: removes containers.
public final class RmCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] CONTAINER [CONTAINER...]",
                        "Remove one or more containers",
                        Spec.Arity.atLeast(1))
                .aliases("container rm", "container remove", "rm")
                .flags(
                        Flag.bool("force", "f", "Kill it first if it runs"),
                        Flag.bool("link", "l", "Remove the link only"),
                        Flag.bool("volumes", "v", "Also remove its anonymous volumes"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        return Failures.forEach(
                arguments.positional(), container -> remove(cli, arguments, container));
    }

    private static void remove(Cli cli, Arguments arguments, String container) throws IOException {
        String name = container.replaceFirst("^/+", "");
        if (name.isEmpty()) {
            throw ExitException.because("Container name cannot be empty");
        }
        try {
            cli.client()
                    .call(
                            Request.delete("/containers/" + Request.escape(name))
                                    .queryIf("v", arguments.bool("volumes"))
                                    .queryIf("link", arguments.bool("link"))
                                    .queryIf("force", arguments.bool("force")));
        } catch (ApiException e) {
            if (!arguments.bool("force") || !e.isNotFound()) {
                throw e;
            }
            cli.err().println(Failures.describe(e));
            return;
        }
        cli.out().println(container);
    }
}
