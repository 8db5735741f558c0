package dev.gantry.cli.container;

import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.api.stream.StdFrames;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.Timestamp;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;

/// `logs`: what a container has written.
public final class LogsCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS] CONTAINER", "Show the logs of a container", Spec.Arity.exactly(1))
                .aliases("container logs", "logs")
                .flags(
                        Flag.bool("details", "Also show attributes of the log"),
                        Flag.bool("follow", "f", "Go on as more is written"),
                        Flag.text("since", "Only what is younger: a time, or how long ago, as 42m"),
                        Flag.text("tail", "n", "Only the last lines").standard("\"all\""),
                        Flag.bool("timestamps", "t", "Show when it was written"),
                        Flag.text("until", "Only what is older: a time, or how long ago"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        String path = "/containers/" + Request.escape(arguments.positional(0));
        JsonValue.Obj container = cli.client().object(Request.get(path + "/json"));
        Request request =
                Request.get(path + "/logs")
                        .query("stdout", "1")
                        .query("stderr", "1")
                        .queryIf("since", time(arguments, "since"))
                        .queryIf("until", time(arguments, "until"))
                        .queryIf("timestamps", arguments.bool("timestamps"))
                        .queryIf("details", arguments.bool("details"))
                        .queryIf("follow", arguments.bool("follow"))
                        .query("tail", arguments.text("tail", "all"));
        try (Response response = cli.client().send(request)) {
            if (Member.truth(container.object("Config"), "Tty")) {
                response.body().transferTo(cli.stdout());
            } else {
                StdFrames.copy(response.body(), cli.stdout(), cli.stderr());
            }
        }
        return 0;
    }

    private static String time(Arguments arguments, String flag) throws ExitException {
        String text = arguments.text(flag);
        try {
            return text.isEmpty()
                    ? ""
                    : Timestamp.parse(text, Instant.now(), ZoneId.systemDefault());
        } catch (IllegalArgumentException e) {
            throw ExitException.because("invalid value for \"" + flag + "\": " + e.getMessage());
        }
    }
}
