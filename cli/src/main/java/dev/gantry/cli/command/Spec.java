package dev.gantry.cli.command;

import java.util.ArrayList;
import java.util.List;

/// How a command is invoked.
///
/// @param synopsis what follows the command's name, as `[OPTIONS] CONTAINER [CONTAINER...]`
/// @param aliases all names of a command that has several, each without the program's
/// @param interspersed whether options may follow the first argument; if not, all behind it belongs
///   to what runs in the container
public record Spec(
        String synopsis,
        String summary,
        Arity arity,
        List<String> aliases,
        boolean interspersed,
        List<Flag> flags) {
    public Spec {
        aliases = List.copyOf(aliases);
        flags = List.copyOf(flags);
    }

    public static Spec of(String synopsis, String summary, Arity arity) {
        return new Spec(synopsis, summary, arity, List.of(), true, List.of());
    }

    public Spec aliases(String... names) {
        return new Spec(synopsis, summary, arity, List.of(names), interspersed, flags);
    }

    public Spec flags(Flag... more) {
        return flags(List.of(more));
    }

    public Spec flags(List<Flag> more) {
        List<Flag> all = new ArrayList<>(flags);
        all.addAll(more);
        return new Spec(synopsis, summary, arity, aliases, interspersed, all);
    }

    /// Options end at the first argument.
    public Spec optionsFirst() {
        return new Spec(synopsis, summary, arity, aliases, false, flags);
    }

    /// How many arguments a command takes.
    public record Arity(int least, int most) {
        public static final Arity NONE = new Arity(0, 0);
        public static final Arity ANY = new Arity(0, Integer.MAX_VALUE);

        public static Arity exactly(int count) {
            return new Arity(count, count);
        }

        public static Arity atLeast(int count) {
            return new Arity(count, Integer.MAX_VALUE);
        }

        public static Arity atMost(int count) {
            return new Arity(0, count);
        }

        boolean admits(int count) {
            return least <= count && count <= most;
        }

        /// As in: `'gantry kill' requires at least 1 argument`.
        String demand() {
            if (most == 0) {
                return "accepts no arguments";
            }
            if (least == most) {
                return "requires " + arguments(least);
            }
            if (most == Integer.MAX_VALUE) {
                return "requires at least " + arguments(least);
            }
            return least == 0
                    ? "requires at most " + arguments(most)
                    : "requires at least " + least + " and at most " + arguments(most);
        }

        private static String arguments(int count) {
            return count + (count == 1 ? " argument" : " arguments");
        }
    }
}
