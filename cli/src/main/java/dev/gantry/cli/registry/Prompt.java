package dev.gantry.cli.registry;

import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.ExitException;
import dev.gantry.linux.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Asks a user at a terminal.
record Prompt(Cli cli) {
    private static final int CONTROL_C = 3;
    private static final int CONTROL_D = 4;
    private static final int BACKSPACE = 8;
    private static final int DELETE = 127;

    /// @throws ExitException when nobody is there to be asked
    static Prompt of(Cli cli) throws ExitException {
        if (!Terminal.stdin().exists()) {
            throw ExitException.because(
                    "Error: Cannot perform an interactive login from a non TTY device");
        }
        return new Prompt(cli);
    }

    String line(String question) throws IOException {
        cli.out().print(question);
        ByteArrayOutputStream typed = new ByteArrayOutputStream();
        for (int c = cli.stdin().read(); c >= 0 && c != '\n'; c = cli.stdin().read()) {
            typed.write(c);
        }
        return typed.toString(StandardCharsets.UTF_8).strip();
    }

    /// What is typed does not show.
    String secret(String question) throws IOException {
        cli.out().print(question);
        Terminal.RawMode raw = Terminal.stdin().makeRaw();
        try {
            return typed();
        } finally {
            raw.restore();
            cli.out().println();
        }
    }

    private String typed() throws IOException {
        StringBuilder typed = new StringBuilder();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int c = cli.stdin().read(); c >= 0 && c != '\r' && c != '\n'; c = cli.stdin().read()) {
            switch (c) {
                case CONTROL_C -> throw ExitException.silently(130);
                case CONTROL_D -> {
                    return bytes.toString(StandardCharsets.UTF_8);
                }
                case BACKSPACE, DELETE -> {
                    typed.setLength(0);
                    typed.append(bytes.toString(StandardCharsets.UTF_8));
                    typed.setLength(Math.max(0, typed.length() - 1));
                    bytes.reset();
                    bytes.writeBytes(typed.toString().getBytes(StandardCharsets.UTF_8));
                }
                default -> bytes.write(c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
