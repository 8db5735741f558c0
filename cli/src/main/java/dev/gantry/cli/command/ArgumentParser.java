package dev.gantry.cli.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Parses a command line against a table of flags, with Docker's conventions and error messages:
/// those of Go's `pflag`.
public final class ArgumentParser {
    private final Spec spec;
    private final String path;
    private final Map<String, Flag> byName = new HashMap<>();
    private final Map<String, Flag> byLetter = new HashMap<>();

    /// @param path the command as it was called, as `container ls`; empty for the program itself
    public ArgumentParser(Spec spec, String path) {
        this.spec = spec;
        this.path = path;
        for (Flag flag : spec.flags()) {
            byName.put(flag.name(), flag);
            if (!flag.letter().isEmpty()) {
                byLetter.put(flag.letter(), flag);
            }
        }
    }

    /// @throws ExitException with Docker's wording when the line does not fit the flags
    public Arguments parse(List<String> line) throws ExitException {
        Map<String, List<String>> values = new LinkedHashMap<>();
        List<String> positional = new ArrayList<>();
        Iterator<String> words = line.iterator();
        while (words.hasNext()) {
            String word = words.next();
            if (word.equals("--")) {
                words.forEachRemaining(positional::add);
            } else if (word.startsWith("--")) {
                name(word, words, values);
            } else if (word.startsWith("-") && word.length() > 1) {
                letters(word.substring(1), words, values);
            } else {
                positional.add(word);
                if (!spec.interspersed()) {
                    words.forEachRemaining(positional::add);
                }
            }
        }
        return new Arguments(path, values, positional);
    }

    /// `--name`, `--name=value` or `--name value`.
    private void name(String word, Iterator<String> words, Map<String, List<String>> values)
            throws ExitException {
        int equals = word.indexOf('=');
        String name = word.substring(2, equals < 0 ? word.length() : equals);
        if (name.isEmpty() || name.startsWith("-")) {
            throw usageError("bad flag syntax: " + word);
        }
        Flag flag = byName.get(name);
        if (flag == null) {
            throw usageError("unknown flag: --" + name);
        }
        String value = equals < 0 ? following(flag, words) : word.substring(equals + 1);
        if (value == null) {
            throw usageError("flag needs an argument: " + word);
        }
        put(flag, value, values);
    }

    /// `-a`, `-abc` for `-a -b -c`, `-a=value`, `-avalue` or `-a value`.
    private void letters(String word, Iterator<String> words, Map<String, List<String>> values)
            throws ExitException {
        String rest = word;
        while (!rest.isEmpty()) {
            String letter = rest.substring(0, 1);
            Flag flag = byLetter.get(letter);
            if (flag == null) {
                throw usageError("unknown shorthand flag: '" + letter + "' in -" + rest);
            }
            boolean isGiven = rest.length() > 2 && rest.charAt(1) == '=';
            boolean isSwitch = flag.type() == FlagType.BOOL;
            if (isGiven || (!isSwitch && rest.length() > 1)) {
                put(flag, rest.substring(isGiven ? 2 : 1), values);
                return;
            }
            String value = following(flag, words);
            if (value == null) {
                throw usageError("flag needs an argument: '" + letter + "' in -" + rest);
            }
            put(flag, value, values);
            rest = rest.substring(1);
        }
    }

    /// A switch has a value only behind an equals sign, as in `--rm=false`; otherwise it is true.
    ///
    /// @return `null` when the line ends where a value should be
    private static @Nullable String following(Flag flag, Iterator<String> words) {
        if (flag.type() == FlagType.BOOL) {
            return "true";
        }
        return words.hasNext() ? words.next() : null;
    }

    private void put(Flag flag, String value, Map<String, List<String>> values)
            throws ExitException {
        try {
            flag.admit(value);
        } catch (IllegalArgumentException e) {
            throw usageError(
                    "invalid argument \"%s\" for \"%s\" flag: %s"
                            .formatted(value, flag.display(), e.getMessage()));
        }
        values.computeIfAbsent(flag.name(), _ -> new ArrayList<>()).add(value);
    }

    private ExitException usageError(String message) {
        return new ExitException(125, message + "\n\n" + Usage.pointer(spec, path, "Run"));
    }
}
