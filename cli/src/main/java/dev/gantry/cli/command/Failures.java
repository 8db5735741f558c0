package dev.gantry.cli.command;

import dev.gantry.api.client.ApiException;
import dev.gantry.api.client.ConnectException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The one place that puts failures into words and exit statuses, as Docker's users know them.
public final class Failures {
    private final List<String> messages = new ArrayList<>();

    /// What to do for one of several arguments.
    @FunctionalInterface
    public interface Work {
        void on(String argument) throws IOException, InterruptedException;
    }

    /// Does it for each, whatever fails on the way, and then fails with all messages.
    public static int forEach(List<String> arguments, Work work)
            throws IOException, InterruptedException {
        Failures failures = new Failures();
        for (String argument : arguments) {
            failures.collect(() -> work.on(argument));
        }
        return failures.end();
    }

    /// A piece of work that may fail.
    @FunctionalInterface
    public interface Step {
        void run() throws IOException, InterruptedException;
    }

    public void collect(Step step) throws InterruptedException {
        try {
            step.run();
        } catch (IOException e) {
            messages.add(describe(e));
        }
    }

    public boolean isEmpty() {
        return messages.isEmpty();
    }

    /// @return 0
    /// @throws ExitException with every message, when there is one
    public int end() throws ExitException {
        if (!messages.isEmpty()) {
            throw ExitException.because(String.join("\n", messages));
        }
        return 0;
    }

    public static String describe(IOException failure) {
        return switch (failure) {
            case ExitException e -> e.message();
            case ApiException e -> "Error response from daemon: " + e.reason();
            case ConnectException e -> unreachable(e);
            default -> {
                String message = failure.getMessage();
                yield message == null ? failure.toString() : message;
            }
        };
    }

    private static String unreachable(ConnectException e) {
        return switch (e.why()) {
            case NOBODY_THERE ->
                    "Cannot connect to the Gantry daemon at "
                            + e.endpoint()
                            + ". Is the gantry daemon running?";
            case PERMISSION_DENIED ->
                    "permission denied while trying to connect to the Gantry daemon at "
                            + e.endpoint();
        };
    }

    public static int status(IOException failure) {
        return failure instanceof ExitException e ? e.status() : 1;
    }

    /// The status of a container that could not be made or started: 127 when there is no such
    /// program in it, 126 when it cannot be run, 125 for all else.
    public static int startStatus(String message) {
        if (message.contains("executable file not found")
                || message.contains("no such file or directory")) {
            return 127;
        }
        if (message.contains("permission denied") || message.contains("is a directory")) {
            return 126;
        }
        return 125;
    }

    /// A failure of `run` or `create`, with the way to the command's help.
    public static ExitException withHelp(int status, String message, String path) {
        return new ExitException(
                status,
                "gantry: " + message + "\n\nRun 'gantry " + path + " --help' for more information");
    }
}
