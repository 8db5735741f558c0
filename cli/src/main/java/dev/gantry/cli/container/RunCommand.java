package dev.gantry.cli.container;

import dev.gantry.api.client.ApiException;
import dev.gantry.api.client.ConnectException;
import dev.gantry.api.client.Request;
import dev.gantry.api.container.ContainerConfig;
import dev.gantry.api.container.CreateRequest;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Failures;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.create.ContainerFlags;
import dev.gantry.cli.terminal.Screen;
import dev.gantry.cli.terminal.Session;
import dev.gantry.cli.terminal.SignalProxy;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// `run`: makes a container, starts it, and stays with it until it ends, unless it is to run alone.
public final class RunCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] IMAGE [COMMAND] [ARG...]",
                        "Make a container from an image and run a command in it",
                        Spec.Arity.atLeast(1))
                .aliases("container run", "run")
                .optionsFirst()
                .flags(ContainerFlags.all())
                .flags(
                        Flag.bool("detach", "d", "Leave it running and print its id"),
                        Flag.text("detach-keys", "Keys that detach from the container"),
                        Flag.bool("sig-proxy", "Pass signals on to the process").standard("true"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        Creation creation = new Creation(cli, arguments);
        CreateRequest request = creation.request();
        boolean detach = arguments.bool("detach");
        ContainerConfig config = request.config();
        if (detach) {
            if (arguments.isSet("attach")) {
                throw ExitException.because(
                        "conflicting options: cannot specify both --attach and --detach");
            }
            config = Attachment.none(config);
        } else {
            Session.checkTerminal(config.attachStdin(), config.tty());
        }
        CreateRequest wanted = Attachment.with(request, config);
        String id = starting(arguments, () -> creation.create(wanted));
        return new Running(cli, arguments, id, config).run();
    }

    /// Work before the container runs; its failures have statuses of their own.
    @FunctionalInterface
    private interface Preparation<T extends @Nullable Object> {
        T run() throws IOException, InterruptedException;
    }

    private static <T extends @Nullable Object> T starting(Arguments arguments, Preparation<T> work)
            throws IOException, InterruptedException {
        try {
            return work.run();
        } catch (ApiException | ConnectException | ExitException e) {
            String message = Failures.describe(e);
            throw Failures.withHelp(Failures.startStatus(message), message, arguments.path());
        }
    }

    /// A container that was made, on its way through start and end.
    private record Running(Cli cli, Arguments arguments, String id, ContainerConfig config) {
        int run() throws IOException, InterruptedException {
            if (arguments.bool("sig-proxy", true) && !config.tty() && !arguments.bool("detach")) {
                SignalProxy.start(cli.client(), id, cli.err());
            }
            Session.Streams streams = Attachment.streams(config);
            if (!streams.stdin() && !streams.hasOutput()) {
                start();
                cli.out().println(id);
                return 0;
            }
            String keys = arguments.text("detach-keys");
            try (Session session = Attachment.open(cli, id, streams, keys)) {
                return attached(session, streams);
            }
        }

        private int attached(Session session, Session.Streams streams)
                throws IOException, InterruptedException {
            boolean remove = arguments.bool("rm");
            try (ExitWait wait =
                    ExitWait.begin(cli.client(), id, remove ? "removed" : "next-exit")) {
                try {
                    start();
                } catch (IOException e) {
                    session.close();
                    if (remove) {
                        wait.status();
                    }
                    throw e;
                }
                if (!streams.hasOutput()) {
                    cli.out().println(id);
                    session.await();
                    return 0;
                }
                if (config.tty()) {
                    new Screen(cli.client(), "/containers/" + id).follow();
                }
                return session.await() == Session.End.DETACHED ? 0 : wait.status();
            }
        }

        private void start() throws IOException, InterruptedException {
            starting(
                    arguments,
                    () -> {
                        cli.client().call(Request.post("/containers/" + id + "/start"));
                        return null;
                    });
        }
    }
}
