package dev.gantry.cli.command;

/// Breaks text into lines that end before a margin. A last word may stand out by five columns
/// rather than alone.
final class Wrap {
    private static final int SLOP = 5;

    private Wrap() {}

    /// @param indent the column where the text begins, and every line after the first
    /// @param width the column before which lines end
    static String wrap(String text, int indent, int width) {
        int room = Math.max(width - indent, 24) - SLOP;
        StringBuilder out = new StringBuilder();
        String rest = text;
        while (!rest.isEmpty()) {
            int end = breakAt(rest, room);
            if (!out.isEmpty()) {
                out.append('\n').append(" ".repeat(indent));
            }
            out.append(rest, 0, end);
            rest = end < rest.length() ? rest.substring(end + 1) : "";
        }
        return out.toString();
    }

    private static int breakAt(String text, int room) {
        int newline = text.indexOf('\n');
        if (newline >= 0 && newline < room) {
            return newline;
        }
        if (room + SLOP > text.length()) {
            return newline > 0 ? newline : text.length();
        }
        int space = text.lastIndexOf(' ', room - 1);
        return space > 0 ? space : text.length();
    }
}
