package dev.gantry.cli.command;

import java.io.IOException;
import java.util.Locale;

/// Asks before something is done that cannot be undone.
final class Confirmation {
    private Confirmation() {}

    /// Whether the answer is yes; no answer means no.
    static boolean ask(Cli cli, String warning) throws IOException {
        cli.out().print(warning + "\nAre you sure you want to continue? [y/N] ");
        StringBuilder answer = new StringBuilder();
        for (int c = cli.stdin().read(); c >= 0 && c != '\n'; c = cli.stdin().read()) {
            answer.append((char) c);
        }
        return answer.toString().strip().toLowerCase(Locale.ROOT).equals("y");
    }
}
