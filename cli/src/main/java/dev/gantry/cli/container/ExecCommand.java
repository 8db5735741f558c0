package dev.gantry.cli.container;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.create.KeyValues;
import dev.gantry.cli.terminal.Screen;
import dev.gantry.cli.terminal.Session;
import dev.gantry.cli.value.Member;
import java.io.IOException;
import java.util.List;

/// `exec`: runs another command in a container that runs.
public final class ExecCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] CONTAINER COMMAND [ARG...]",
                        "Run a command in a running container",
                        Spec.Arity.atLeast(2))
                .aliases("container exec", "exec")
                .optionsFirst()
                .flags(
                        Flag.bool("detach", "d", "Leave it running"),
                        Flag.text("detach-keys", "Keys that detach from the command"),
                        Flag.list("env", "e", "Set an environment variable"),
                        Flag.list("env-file", "Set environment variables from a file"),
                        Flag.bool("interactive", "i", "Keep STDIN open"),
                        Flag.bool("privileged", "Give all privileges of the host"),
                        Flag.bool("tty", "t", "Give it a terminal"),
                        Flag.text("user", "u", "User, and group, as name|uid[:group|gid]"),
                        Flag.text("workdir", "w", "Directory to start in"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        String container = "/containers/" + Request.escape(arguments.positional(0));
        cli.client().call(Request.get(container + "/json"));
        boolean detach = arguments.bool("detach");
        boolean tty = arguments.bool("tty");
        Session.Streams streams =
                detach
                        ? new Session.Streams(false, false, false, tty)
                        : new Session.Streams(arguments.bool("interactive"), true, true, tty);
        Session.checkTerminal(streams.stdin(), tty);
        Request create = Request.post(container + "/exec").json(body(arguments, streams));
        String id = Member.text(cli.client().object(create), "Id");
        if (id.isEmpty()) {
            throw ExitException.because("exec ID empty");
        }
        Request start =
                Request.post("/exec/" + id + "/start")
                        .json(
                                JsonValue.object()
                                        .put("Detach", detach)
                                        .put("Tty", tty)
                                        .put("ConsoleSize", tty ? Screen.size() : null)
                                        .build());
        if (detach) {
            cli.client().call(start);
            return 0;
        }
        try (Session session =
                new Session(cli, cli.client().hijack(start), streams, arguments.text("detach-keys"))
                        .start()) {
            if (tty) {
                new Screen(cli.client(), "/exec/" + id).follow();
            }
            if (session.await() == Session.End.DETACHED) {
                throw ExitException.because("read escape sequence");
            }
        }
        JsonValue.Obj state = cli.client().object(Request.get("/exec/" + id + "/json"));
        return (int) Member.number(state, "ExitCode");
    }

    private static JsonValue body(Arguments arguments, Session.Streams streams) throws IOException {
        List<String> words = arguments.positional();
        List<String> environment =
                KeyValues.environment(
                        arguments.list("env-file"), arguments.list("env"), System.getenv());
        return JsonValue.object()
                .put("User", arguments.text("user"))
                .put("Privileged", arguments.bool("privileged"))
                .put("Tty", streams.tty())
                .put("ConsoleSize", streams.tty() ? Screen.size() : null)
                .put("AttachStdin", streams.stdin())
                .put("AttachStderr", streams.stderr())
                .put("AttachStdout", streams.stdout())
                .put("DetachKeys", arguments.text("detach-keys"))
                .put("Env", environment.isEmpty() ? null : environment)
                .put("WorkingDir", arguments.text("workdir"))
                .put("Cmd", words.subList(1, words.size()))
                .build();
    }
}
