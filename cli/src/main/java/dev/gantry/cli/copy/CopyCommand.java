package dev.gantry.cli.copy;

import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.linux.Terminal;
import java.io.IOException;

/// `cp`: copies files out of a container or into one.
public final class CopyCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n"
                                + "        gantry cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
                        "Copy files between a container and here; - is a tar archive on STDIN or STDOUT",
                        Spec.Arity.exactly(2))
                .aliases("container cp", "cp")
                .flags(
                        Flag.bool("archive", "a", "Keep user and group ids"),
                        Flag.bool("follow-link", "L", "Copy what a link at SRC_PATH leads to"),
                        Flag.bool("quiet", "q", "Do not show the progress"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        CopyEnd from = end(arguments.positional(0), "source");
        CopyEnd to = end(arguments.positional(1), "destination");
        CopyProgress progress =
                new CopyProgress(cli.err(), arguments.bool("quiet", !Terminal.stderr().exists()));
        boolean follow = arguments.bool("follow-link");
        if (from instanceof CopyEnd.Inside source) {
            if (to instanceof CopyEnd.Inside) {
                throw ExitException.because("copying between containers is not supported");
            }
            new CopyOut(cli, source, follow, progress).to(to);
        } else if (to instanceof CopyEnd.Inside target) {
            new CopyIn(cli, target, arguments.bool("archive"), progress).from(from, follow);
        } else {
            throw ExitException.because("must specify at least one container source");
        }
        return 0;
    }

    private static CopyEnd end(String argument, String which) throws ExitException {
        if (argument.isEmpty()) {
            throw ExitException.because(which + " can not be empty");
        }
        return CopyEnd.of(argument);
    }
}
