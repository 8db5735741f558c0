package dev.gantry.cli.value;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Texts made to fit a column.
public final class ShortText {
    private ShortText() {}

    /// The first twelve digits of an id, without its algorithm.
    public static String id(String id) {
        String digits = id.substring(id.indexOf(':') + 1);
        return digits.length() > 12 ? digits.substring(0, 12) : digits;
    }

    /// At most that many characters, the last of them `…` when some were cut off.
    public static String cut(String text, int length) {
        if (text.codePointCount(0, text.length()) <= length) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, length - 1)) + "…";
    }

    /// `key=value,key=value`, by key.
    public static String pairs(Map<String, String> map) {
        return new TreeMap<>(map)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }
}
