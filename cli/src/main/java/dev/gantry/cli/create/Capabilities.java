package dev.gantry.cli.create;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Capabilities given and taken, by their full names. What is both given and taken is given.
record Capabilities(List<String> added, List<String> dropped) {
    private static final String ALL = "ALL";

    Capabilities {
        added = List.copyOf(added);
        dropped = List.copyOf(dropped);
    }

    static Capabilities of(List<String> add, List<String> drop) {
        Set<String> added = names(add);
        Set<String> dropped = names(drop);
        dropped.removeAll(added);
        return new Capabilities(List.copyOf(added), List.copyOf(dropped));
    }

    private static Set<String> names(List<String> words) {
        Set<String> names =
                words.stream()
                        .map(Capabilities::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        return names.contains(ALL) ? new TreeSet<>(Set.of(ALL)) : names;
    }

    private static String name(String word) {
        String upper = word.strip().toUpperCase(Locale.ROOT);
        return upper.equals(ALL) || upper.equals("RESET") || upper.startsWith("CAP_")
                ? upper
                : "CAP_" + upper;
    }
}
