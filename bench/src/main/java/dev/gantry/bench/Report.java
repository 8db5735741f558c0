package dev.gantry.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// The table, as Markdown: readable in a terminal, and kept in `docs/performance.md`.
final class Report {
    private static final String BEGIN = "<!-- measured: written by bench/run --write -->";
    private static final String END = "<!-- end of measured -->";

    private Report() {}

    static String of(String circumstances, List<Row> rows) {
        StringBuilder text = new StringBuilder(circumstances).append("\n\n");
        text.append(form("what", "Gantry", "Docker", "ratio", "limit"));
        text.append(form("---", "---:", "---:", "---:", "---:"));
        rows.forEach(row -> text.append(line(row)));
        return text.toString();
    }

    static String line(Row row) {
        Samples theirs = row.theirs();
        String ratio = theirs == null ? "" : number(row.ratio(), 2);
        return form(
                row.what() + ", " + row.unit().word,
                figures(row.ours()),
                theirs == null ? "" : figures(theirs),
                ratio,
                limit(row));
    }

    private static String form(Object... cells) {
        return String.format(Locale.ROOT, "| %-52s | %13s | %13s | %6s | %9s |%n", cells);
    }

    private static String figures(Samples samples) {
        String median = number(samples.median(), 1);
        return samples.values().size() == 1
                ? median
                : median + " / " + number(samples.quantile(0.95), 1);
    }

    private static String limit(Row row) {
        String most =
                switch (row.limit()) {
                    case null -> "";
                    case Row.Limit.Ratio(double ratio) -> number(ratio, 2) + "x";
                    case Row.Limit.Value(double value) -> number(value, 0);
                };
        return row.holds() ? most : most + " MISSED";
    }

    private static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /// Puts the table between the two marks in the document.
    static void write(Path document, String table) throws IOException {
        String text = Files.readString(document);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException("%s has no lines '%s' and '%s'".formatted(document, BEGIN, END));
        }
        String changed =
                text.substring(0, begin + BEGIN.length())
                        + "\n\n"
                        + table
                        + "\n"
                        + text.substring(end);
        Files.write(document, changed.getBytes(StandardCharsets.UTF_8));
    }
}
