package dev.gantry.cli.format;

import java.util.ArrayList;
import java.util.List;

/// Aligns text whose cells end in tabs. A column is as wide as the widest of its cells in lines
/// that follow each other; what follows the last tab of a line is no cell and has no width.
public final class Table {
    private final int least;
    private final int padding;
    private final List<List<String>> lines = new ArrayList<>();
    private final List<List<Integer>> widths = new ArrayList<>();

    private Table(int least, int padding) {
        this.least = least;
        this.padding = padding;
    }

    /// @param least the least width of a column
    /// @param padding what a column is wider than its widest cell
    public static String align(String text, int least, int padding) {
        return new Table(least, padding).aligned(text);
    }

    private String aligned(String text) {
        boolean endsLine = text.endsWith("\n");
        String body = endsLine ? text.substring(0, text.length() - 1) : text;
        for (String line : body.split("\n", -1)) {
            lines.add(List.of(line.split("\t", -1)));
            widths.add(new ArrayList<>());
        }
        measure(0, lines.size(), 0);
        StringBuilder out = new StringBuilder(text.length() * 2);
        for (int i = 0; i < lines.size(); i++) {
            line(out, lines.get(i), widths.get(i));
            out.append(i < lines.size() - 1 || endsLine ? "\n" : "");
        }
        return out.toString();
    }

    /// Finds the runs of lines that have a cell in a column, and within each the next column.
    private void measure(int from, int to, int column) {
        int start = from;
        while (start < to) {
            if (!hasCell(start, column)) {
                start++;
                continue;
            }
            int end = start;
            int width = least;
            while (end < to && hasCell(end, column)) {
                width = Math.max(width, width(lines.get(end).get(column)) + padding);
                end++;
            }
            for (int line = start; line < end; line++) {
                widths.get(line).add(width);
            }
            measure(start, end, column + 1);
            start = end;
        }
    }

    private boolean hasCell(int line, int column) {
        return column < lines.get(line).size() - 1;
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private static void line(StringBuilder out, List<String> cells, List<Integer> widths) {
        for (int i = 0; i < cells.size(); i++) {
            out.append(cells.get(i));
            if (i < widths.size()) {
                out.append(" ".repeat(Math.max(0, widths.get(i) - width(cells.get(i)))));
            }
        }
    }
}
