package dev.gantry.cli.volume;

import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Failures;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `volume rm`: removes volumes and what they hold.
public final class VolumeRmCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] VOLUME [VOLUME...]",
                        "Remove one or more volumes that no container uses",
                        Spec.Arity.atLeast(1))
                .aliases("volume rm", "volume remove")
                .flags(Flag.bool("force", "f", "Do not complain of volumes that are not there"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        return Failures.forEach(
                arguments.positional(),
                name -> {
                    cli.client()
                            .call(
                                    Request.delete("/volumes/" + Request.escape(name))
                                            .queryIf("force", arguments.bool("force")));
                    cli.out().println(name);
                });
    }
}
