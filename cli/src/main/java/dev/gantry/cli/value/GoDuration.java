package dev.gantry.cli.value;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as Go writes them: `1m30s`, `500ms`.
public final class GoDuration {
    private static final Pattern PART =
            Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final long SECOND = 1_000_000_000L;

    private GoDuration() {}

    /// In nanoseconds.
    ///
    /// @throws IllegalArgumentException when it is no duration
    public static long parse(String text) {
        String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (digits.equals("0")) {
            return 0;
        }
        BigDecimal total = BigDecimal.ZERO;
        Matcher part = PART.matcher(digits);
        int end = 0;
        while (end < digits.length() && part.find(end) && part.start() == end) {
            total = total.add(new BigDecimal(part.group(1)).multiply(unit(part.group(2))));
            end = part.end();
        }
        if (end == 0 || end < digits.length()) {
            throw new IllegalArgumentException(complaint(text, digits));
        }
        return text.startsWith("-") ? -total.longValue() : total.longValue();
    }

    private static String complaint(String text, String digits) {
        return digits.matches("\\d+(\\.\\d*)?")
                ? "time: missing unit in duration \"" + text + "\""
                : "time: invalid duration \"" + text + "\"";
    }

    private static BigDecimal unit(String unit) {
        return BigDecimal.valueOf(
                switch (unit) {
                    case "ns" -> 1L;
                    case "us", "µs", "μs" -> 1_000L;
                    case "ms" -> 1_000_000L;
                    case "s" -> SECOND;
                    case "m" -> 60 * SECOND;
                    default -> 3600 * SECOND;
                });
    }

    /// Whole seconds as Go prints them: `1m30s`, `2h0m0s`.
    public static String ofSeconds(long seconds) {
        if (seconds < 60) {
            return seconds + "s";
        }
        String minutes = seconds / 60 % 60 + "m" + seconds % 60 + "s";
        return seconds < 3600 ? minutes : seconds / 3600 + "h" + minutes;
    }
}
