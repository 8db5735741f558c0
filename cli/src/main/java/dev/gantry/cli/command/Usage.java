package dev.gantry.cli.command;

import java.util.Comparator;
import java.util.List;

/// Help texts, in the layout Docker's users know.
public final class Usage {
    static final int WIDTH = 79;
    private static final String INDENT = "      ";

    private Usage() {}

    /// The whole help of a command.
    public static String help(Spec spec, String path) {
        StringBuilder text = new StringBuilder();
        text.append(line(spec, path)).append("\n\n").append(spec.summary()).append('\n');
        if (!spec.aliases().isEmpty()) {
            text.append("\nAliases:\n  gantry ");
            text.append(String.join(", gantry ", spec.aliases())).append('\n');
        }
        if (!spec.flags().isEmpty()) {
            text.append("\nOptions:\n").append(flags(spec.flags()));
        }
        return text.toString();
    }

    static String line(Spec spec, String path) {
        String command = path.isEmpty() ? "gantry" : "gantry " + path;
        return "Usage:  " + (command + " " + spec.synopsis()).strip();
    }

    /// How the command is used, and where to read more.
    static String pointer(Spec spec, String path, String verb) {
        String command = path.isEmpty() ? "gantry" : "gantry " + path;
        return line(spec, path) + "\n\n" + verb + " '" + command + " --help' for more information";
    }

    /// The wrong number of arguments.
    public static ExitException wrongCount(Spec spec, String path) {
        boolean open = spec.arity().most() == Integer.MAX_VALUE;
        return ExitException.because(
                "gantry: 'gantry %s' %s%n%n%s"
                        .formatted(
                                path,
                                spec.arity().demand(),
                                pointer(spec, path, open ? "See" : "Run")));
    }

    /// Throws unless the command takes that many arguments.
    public static void checkCount(Spec spec, String path, int count) throws ExitException {
        if (!spec.arity().admits(count)) {
            throw wrongCount(spec, path);
        }
    }

    /// The table of options, by name.
    public static String flags(List<Flag> flags) {
        List<Flag> sorted = flags.stream().sorted(Comparator.comparing(Flag::name)).toList();
        int widest = sorted.stream().mapToInt(f -> left(f).length()).max().orElse(0);
        int column = widest + 3;
        StringBuilder text = new StringBuilder();
        for (Flag flag : sorted) {
            String left = left(flag);
            text.append(left).append(" ".repeat(column - left.length()));
            text.append(Wrap.wrap(right(flag), column, WIDTH)).append('\n');
        }
        return text.toString();
    }

    private static String left(Flag flag) {
        String letter = flag.letter().isEmpty() ? INDENT : "  -" + flag.letter() + ", ";
        String word = flag.type().word();
        return letter + "--" + flag.name() + (word.isEmpty() ? "" : " " + word);
    }

    private static String right(Flag flag) {
        return flag.standard().isEmpty()
                ? flag.usage()
                : flag.usage() + " (default " + flag.standard() + ")";
    }
}
