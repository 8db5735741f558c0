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
import org.jspecify.annotations.Nullable;

/// `stop`: asks containers to end, and kills those that do not.
public final class StopCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] CONTAINER [CONTAINER...]",
                        "Stop one or more running containers",
                        Spec.Arity.atLeast(1))
                .aliases("container stop", "stop")
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
                            Request.post("/containers/" + Request.escape(container) + "/stop");
                    cli.client()
                            .call(
                                    request.queryIf("signal", arguments.textOrNull("signal"))
                                            .queryIf("t", seconds(arguments)));
                    cli.out().println(container);
                });
    }

    /// As given, also when 0; null leaves the time to the container's own settings.
    static @Nullable Object seconds(Arguments arguments) {
        String seconds = arguments.textOrNull("timeout");
        String old = seconds == null ? arguments.textOrNull("time") : seconds;
        return old == null ? null : Long.valueOf(old);
    }
}
