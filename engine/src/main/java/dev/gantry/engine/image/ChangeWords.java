package dev.gantry.engine.image;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Takes the text behind an instruction apart by the rules of Dockerfiles.
final class ChangeWords {
    private static final Pattern VARIABLE =
            Pattern.compile("\\\\(.)|\\$(?:(\\w+)|\\{(\\w+)(?::([-+])([^}]*))?})");

    private ChangeWords() {}

    /// Words between blanks; quotes hold together what they enclose, and are kept.
    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && quote != '\'') {
                word.append(c).append(text.charAt(++i));
            } else if (quote == 0 && (c == ' ' || c == '\t')) {
                addTo(words, word);
            } else {
                quote = quote == 0 && (c == '"' || c == '\'') ? c : quote == c ? 0 : quote;
                word.append(c);
            }
        }
        addTo(words, word);
        return words;
    }

    private static void addTo(List<String> words, StringBuilder word) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /// A word without its quotes and escapes, with variables filled in.
    static String expand(String word, Map<String, String> variables) {
        StringBuilder plain = new StringBuilder();
        int from = 0;
        char quote = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '\\' && quote != '\'') {
                i++;
            } else if (quote == 0 ? c == '"' || c == '\'' : c == quote) {
                plain.append(part(word.substring(from, i), quote, variables));
                quote = quote == 0 ? c : 0;
                from = i + 1;
            }
        }
        return plain.append(part(word.substring(from), quote, variables)).toString();
    }

    private static String part(String text, char quote, Map<String, String> variables) {
        return quote == '\''
                ? text
                : VARIABLE.matcher(text)
                        .replaceAll(found -> Matcher.quoteReplacement(value(found, variables)));
    }

    private static String value(java.util.regex.MatchResult found, Map<String, String> variables) {
        if (found.group(1) != null) {
            return found.group(1);
        }
        String name = found.group(2) == null ? found.group(3) : found.group(2);
        String value = variables.getOrDefault(name, "");
        String kind = found.group(4);
        if (kind == null) {
            return value;
        }
        String other = found.group(5) == null ? "" : found.group(5);
        return value.isEmpty() == kind.equals("-") ? other : kind.equals("-") ? value : "";
    }

    /// The strings of a JSON list; `null` when the text is none.
    static @Nullable List<String> json(String text) {
        if (!text.startsWith("[")) {
            return null;
        }
        try {
            if (Json.parse(text) instanceof JsonValue.Arr(List<JsonValue> items)
                    && items.stream().allMatch(JsonValue.Str.class::isInstance)) {
                return items.stream().map(item -> ((JsonValue.Str) item).value()).toList();
            }
            return null;
        } catch (JsonException e) {
            return null;
        }
    }
}
