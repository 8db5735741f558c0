package dev.gantry.cli.command;

import java.io.IOException;

/// One command. It is made only when it is the one invoked, or when help lists it.
public interface Command {
    Spec spec();

    /// @return the exit status
    /// @throws ExitException to end with a message and a status of its own
    int run(Cli cli, Arguments arguments) throws IOException, InterruptedException;
}
