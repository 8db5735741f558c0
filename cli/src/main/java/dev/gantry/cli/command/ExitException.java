package dev.gantry.cli.command;

import java.io.IOException;

/// The end of the program, with a status and perhaps a message for stderr.
public final class ExitException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public ExitException(int status, String message) {
        super(message);
        this.status = status;
    }

    /// A failure in plain words: status 1.
    public static ExitException because(String message) {
        return new ExitException(1, message);
    }

    /// An end without a word, as a container's own exit status.
    public static ExitException silently(int status) {
        return new ExitException(status, "");
    }

    public int status() {
        return status;
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
