package dev.gantry.cli.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/// Points in time as `--since` takes them: a date, a Unix time, or how long ago.
public final class Timestamp {
    private Timestamp() {}

    /// As the API takes it: seconds and nanoseconds since 1970.
    ///
    /// @throws IllegalArgumentException when it is none of these
    public static String parse(String text, Instant now, ZoneId zone) {
        if (text.matches("-?\\d+(\\.\\d+)?") && !text.equals("0")) {
            return text;
        }
        try {
            return print(now.minusNanos(GoDuration.parse(text)));
        } catch (IllegalArgumentException e) {
            return print(date(text, zone));
        }
    }

    private static String print(Instant time) {
        return "%d.%09d".formatted(time.getEpochSecond(), time.getNano());
    }

    private static Instant date(String text, ZoneId zone) {
        try {
            if (text.matches("\\d{4}-\\d\\d-\\d\\d")) {
                return LocalDate.parse(text).atStartOfDay(zone).toInstant();
            }
            if (text.matches(".*T.*(Z|[+-]\\d\\d:\\d\\d)")) {
                return OffsetDateTime.parse(text).toInstant();
            }
            if (text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d")) {
                return LocalDateTime.parse(text + ":00").atZone(zone).toInstant();
            }
            return LocalDateTime.parse(text).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "failed to parse value as time or duration: \"" + text + "\"", e);
        }
    }
}
