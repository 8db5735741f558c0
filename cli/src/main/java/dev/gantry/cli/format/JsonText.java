package dev.gantry.cli.format;

/// Lays JSON out in lines without touching what it says: every literal stays as it was written.
public final class JsonText {
    private JsonText() {}

    /// Indented by four spaces a level, as Go's `json.Indent`.
    public static String indent(String json) {
        StringBuilder out = new StringBuilder(json.length() * 2);
        int depth = 0;
        boolean inString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inString) {
                out.append(c);
                if (c == '\\') {
                    out.append(json.charAt(++i));
                }
                inString = c != '"';
            } else if (c == '{' || c == '[') {
                int next = skipSpace(json, i + 1);
                out.append(c);
                if (json.charAt(next) == '}' || json.charAt(next) == ']') {
                    out.append(json.charAt(next));
                    i = next;
                } else {
                    newLine(out, ++depth);
                }
            } else if (c == '}' || c == ']') {
                newLine(out, --depth);
                out.append(c);
            } else if (c == ',') {
                out.append(c);
                newLine(out, depth);
            } else if (c == ':') {
                out.append(": ");
            } else if (!Character.isWhitespace(c)) {
                inString = c == '"';
                out.append(c);
            }
        }
        return out.toString();
    }

    private static int skipSpace(String json, int from) {
        int at = from;
        while (at < json.length() - 1 && Character.isWhitespace(json.charAt(at))) {
            at++;
        }
        return at;
    }

    private static void newLine(StringBuilder out, int depth) {
        out.append('\n').append("    ".repeat(depth));
    }
}
