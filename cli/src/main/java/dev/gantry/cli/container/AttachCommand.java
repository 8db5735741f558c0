package dev.gantry.cli.container;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.terminal.Screen;
import dev.gantry.cli.terminal.Session;
import dev.gantry.cli.terminal.SignalProxy;
import dev.gantry.cli.value.Member;
import java.io.IOException;

/// `attach`: connects to a container that runs.
public final class AttachCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] CONTAINER",
                        "Connect our input and output to a running container",
                        Spec.Arity.exactly(1))
                .aliases("container attach", "attach")
                .flags(
                        Flag.text("detach-keys", "Keys that detach from the container"),
                        Flag.bool("no-stdin", "Do not connect STDIN"),
                        Flag.bool("sig-proxy", "Pass signals on to the process").standard("true"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        String id = Request.escape(arguments.positional(0));
        JsonValue.Obj container = cli.client().object(Request.get("/containers/" + id + "/json"));
        checkState(container.object("State"));
        JsonValue.Obj config = container.object("Config");
        boolean tty = Member.truth(config, "Tty");
        boolean stdin = !arguments.bool("no-stdin") && Member.truth(config, "OpenStdin");
        Session.checkTerminal(!arguments.bool("no-stdin"), tty);
        if (arguments.bool("sig-proxy", true) && !tty) {
            SignalProxy.start(cli.client(), id, cli.err());
        }
        Session.Streams streams = new Session.Streams(stdin, true, true, tty);
        try (ExitWait wait = ExitWait.begin(cli.client(), id, "");
                Session session =
                        Attachment.open(cli, id, streams, arguments.text("detach-keys"))) {
            if (tty) {
                Screen screen = new Screen(cli.client(), "/containers/" + id);
                screen.redraw();
                screen.follow();
            }
            if (session.await() == Session.End.DETACHED) {
                throw ExitException.because("read escape sequence");
            }
            return wait.status();
        }
    }

    private static void checkState(JsonValue.Obj state) throws ExitException {
        if (!Member.truth(state, "Running")) {
            throw ExitException.because("You cannot attach to a stopped container, start it first");
        }
        if (Member.truth(state, "Paused")) {
            throw ExitException.because(
                    "You cannot attach to a paused container, unpause it first");
        }
        if (Member.truth(state, "Restarting")) {
            throw ExitException.because(
                    "You cannot attach to a restarting container, wait until it is running");
        }
    }
}
