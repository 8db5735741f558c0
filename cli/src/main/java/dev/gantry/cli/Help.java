package dev.gantry.cli;

import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.command.Usage;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What `help` and `--help` say.
final class Help {
    private static final int COLUMN = 12;

    private Help() {}

    static String overview() {
        StringBuilder text = new StringBuilder("Usage:  gantry [OPTIONS] COMMAND\n\n");
        text.append(GlobalOptions.SPEC.summary()).append('\n');
        section(text, "Common Commands", Commands.COMMON, Commands::command);
        text.append("\nManagement Commands:\n");
        Commands.GROUPS.forEach(group -> row(text, group.name(), group.summary()));
        section(text, "Commands", Commands.OTHERS, Commands::command);
        text.append("\nGlobal Options:\n").append(Usage.flags(GlobalOptions.SPEC.flags()));
        text.append("\nRun 'gantry COMMAND --help' for more information on a command.\n");
        return text.toString();
    }

    static String group(Commands.Group group) {
        StringBuilder text = new StringBuilder();
        text.append("Usage:  gantry ").append(group.name()).append(" COMMAND\n\n");
        text.append(group.summary()).append('\n');
        section(text, "Commands", group.commands(), group::command);
        text.append("\nRun 'gantry ").append(group.name());
        text.append(" COMMAND --help' for more information on a command.\n");
        return text.toString();
    }

    static String about(List<String> words) throws ExitException {
        if (words.isEmpty()) {
            return overview();
        }
        Commands.Group group = Commands.group(words.getFirst());
        if (group != null && words.size() == 1) {
            return group(group);
        }
        Command command =
                group == null ? Commands.command(words.getFirst()) : group.command(words.get(1));
        if (command == null) {
            throw ExitException.because("unknown help topic: " + String.join(" ", words));
        }
        int depth = group == null ? 1 : 2;
        return Usage.help(command.spec(), String.join(" ", words.subList(0, depth)));
    }

    static ExitException unknownIn(Commands.Group group, String word) {
        String path = "gantry " + group.name();
        return ExitException.because(
                "gantry: unknown command: %s %s%n%nUsage:  %s%n%nRun '%s --help' for more information"
                        .formatted(path, word, path, path));
    }

    /// Every command takes `--help`, and `-h` where the letter is free.
    static Spec withHelpFlag(Spec spec) {
        boolean free = spec.flags().stream().noneMatch(flag -> flag.letter().equals("h"));
        return spec.flags(Flag.bool("help", free ? "h" : "", "Print this text"));
    }

    private static void section(
            StringBuilder text,
            String title,
            List<String> words,
            Function<String, @Nullable Command> find) {
        text.append('\n').append(title).append(":\n");
        for (String word : words) {
            Command command = find.apply(word);
            if (command != null) {
                row(text, word, command.spec().summary());
            }
        }
    }

    private static void row(StringBuilder text, String word, String summary) {
        text.append("  ").append(word).append(" ".repeat(COLUMN - word.length()));
        text.append(summary).append('\n');
    }
}
