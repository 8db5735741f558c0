package dev.gantry.cli.create;

import dev.gantry.cli.command.ExitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lists of `key=value`: from flags, from files, and from our own environment where only a name is
/// given.
public final class KeyValues {
    private KeyValues() {}

    /// The variables of the files, then those of the flags.
    public static List<String> environment(
            List<String> files, List<String> flags, Map<String, String> own) throws IOException {
        List<String> all = new ArrayList<>();
        for (String file : files) {
            for (String line : lines(file)) {
                if (line.indexOf('=') >= 0) {
                    all.add(line);
                } else if (own.containsKey(line)) {
                    all.add(line + "=" + own.get(line));
                }
            }
        }
        for (String flag : flags) {
            boolean inherits = flag.indexOf('=') < 0 && own.containsKey(flag);
            all.add(inherits ? flag + "=" + own.get(flag) : flag);
        }
        return all;
    }

    /// The labels of the files, then those of the flags; a label without value is empty.
    static Map<String, String> labels(List<String> files, List<String> flags) throws IOException {
        List<String> all = new ArrayList<>();
        for (String file : files) {
            lines(file).stream().filter(line -> line.indexOf('=') >= 0).forEach(all::add);
        }
        all.addAll(flags);
        return map(all);
    }

    /// The last value of a key counts.
    public static Map<String, String> map(List<String> pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String pair : pairs) {
            String[] parts = pair.split("=", 2);
            map.put(parts[0], parts.length > 1 ? parts[1] : "");
        }
        return map;
    }

    private static List<String> lines(String file) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String raw : read(file).split("\r?\n", -1)) {
            String line = raw.stripLeading();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String name = line.split("=", 2)[0];
            if (name.isEmpty()) {
                throw ExitException.because("no variable name on line '" + raw + "'");
            }
            if (name.chars().anyMatch(Character::isWhitespace)) {
                throw ExitException.because("variable '" + name + "' contains whitespaces");
            }
            lines.add(line);
        }
        return lines;
    }

    private static String read(String file) throws IOException {
        try {
            String text = Files.readString(Path.of(file));
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (NoSuchFileException e) {
            throw ExitException.because("open " + file + ": no such file or directory");
        }
    }
}
