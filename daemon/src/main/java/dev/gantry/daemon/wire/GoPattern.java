package dev.gantry.daemon.wire;

import dev.gantry.engine.EngineException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A shell pattern as Go's `path.Match` reads it: `*` and `?` stop at slashes.
record GoPattern(Pattern regex) {
    static GoPattern parse(String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '*' -> regex.append("[^/]*");
                case '?' -> regex.append("[^/]");
                case '[' -> {
                    int end = text.indexOf(']', i + 2);
                    if (end < 0) {
                        throw syntax();
                    }
                    regex.append(range(text.substring(i + 1, end)));
                    i = end;
                }
                case '\\' -> {
                    if (++i == text.length()) {
                        throw syntax();
                    }
                    regex.append(Pattern.quote(text.substring(i, i + 1)));
                }
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        try {
            return new GoPattern(Pattern.compile(regex.toString(), Pattern.DOTALL));
        } catch (PatternSyntaxException e) {
            throw syntax();
        }
    }

    private static String range(String inside) {
        String escaped = inside.replace("[", "\\[").replace("&", "\\&");
        return "[" + escaped + "&&[^/]]";
    }

    private static EngineException syntax() {
        return new EngineException(EngineException.Kind.FAILED, "syntax error in pattern");
    }

    boolean matches(String text) {
        return regex.matcher(text).matches();
    }
}
