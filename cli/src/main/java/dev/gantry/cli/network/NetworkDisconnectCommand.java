package dev.gantry.cli.network;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `network disconnect`: takes a container's place in a network away.
public final class NetworkDisconnectCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] NETWORK CONTAINER",
                        "Disconnect a container from a network",
                        Spec.Arity.exactly(2))
                .flags(Flag.bool("force", "f", "Also when the container is gone"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        String path = "/networks/" + Request.escape(arguments.positional(0)) + "/disconnect";
        cli.client()
                .call(
                        Request.post(path)
                                .json(
                                        JsonValue.object()
                                                .put("Container", arguments.positional(1))
                                                .put("Force", arguments.bool("force"))
                                                .build()));
        return 0;
    }
}
