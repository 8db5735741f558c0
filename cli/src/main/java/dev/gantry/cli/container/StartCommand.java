package dev.gantry.cli.container;

import dev.gantry.api.client.ApiException;
import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Failures;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.terminal.Screen;
import dev.gantry.cli.terminal.Session;
import dev.gantry.cli.terminal.SignalProxy;
import dev.gantry.cli.value.Member;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `start`: starts containers that were made or have ended.
public final class StartCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] CONTAINER [CONTAINER...]",
                        "Start one or more containers that do not run",
                        Spec.Arity.atLeast(1))
                .aliases("container start", "start")
                .flags(
                        Flag.bool("attach", "a", "Connect to its output and pass signals on"),
                        Flag.text("detach-keys", "Keys that detach from the container"),
                        Flag.bool("interactive", "i", "Connect to its input"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        if (arguments.bool("attach") || arguments.bool("interactive")) {
            if (arguments.positional().size() > 1) {
                throw ExitException.because(
                        "you cannot start and attach multiple containers at once");
            }
            return attached(cli, arguments, Request.escape(arguments.positional(0)));
        }
        List<String> failed = new ArrayList<>();
        for (String container : arguments.positional()) {
            try {
                start(cli, Request.escape(container));
                cli.out().println(container);
            } catch (ApiException e) {
                cli.err().println(Failures.describe(e));
                failed.add(container);
            }
        }
        if (!failed.isEmpty()) {
            throw ExitException.because(
                    "Error: failed to start containers: " + String.join(", ", failed));
        }
        return 0;
    }

    private static int attached(Cli cli, Arguments arguments, String name)
            throws IOException, InterruptedException {
        JsonValue.Obj container = cli.client().object(Request.get("/containers/" + name + "/json"));
        JsonValue.Obj config = container.object("Config");
        boolean tty = Member.truth(config, "Tty");
        String id = Member.text(container, "Id");
        if (arguments.bool("attach") && !tty) {
            SignalProxy.start(cli.client(), id, cli.err());
        }
        boolean stdin = arguments.bool("interactive") && Member.truth(config, "OpenStdin");
        Session.Streams streams = new Session.Streams(stdin, true, true, tty);
        boolean removes = Member.truth(container.object("HostConfig"), "AutoRemove");
        try (Session session = Attachment.open(cli, id, streams, arguments.text("detach-keys"));
                ExitWait wait =
                        ExitWait.begin(cli.client(), id, removes ? "removed" : "next-exit")) {
            start(cli, id);
            if (tty) {
                new Screen(cli.client(), "/containers/" + id).follow();
            }
            return session.await() == Session.End.DETACHED ? 0 : wait.status();
        }
    }

    private static void start(Cli cli, String container) throws IOException {
        cli.client().call(Request.post("/containers/" + container + "/start"));
    }
}
