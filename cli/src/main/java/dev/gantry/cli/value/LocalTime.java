package dev.gantry.cli.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times in the zone of this machine, as Go prints them: `2026-11-24 03:05:01 +0000 UTC`.
public final class LocalTime {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xx zzz", Locale.ENGLISH);

    private static final DateTimeFormatter PLAIN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter OFFSET =
            DateTimeFormatter.ofPattern("xx", Locale.ENGLISH);

    private LocalTime() {}

    public static String ofSeconds(long seconds) {
        return FORM.format(Instant.ofEpochSecond(seconds).atZone(ZoneId.systemDefault()));
    }

    /// A time as the API writes it, with fractions of the second and in its own zone; as it is when
    /// it is none.
    public static String ofInstant(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            String fraction =
                    time.getNano() == 0
                            ? ""
                            : ("." + "%09d".formatted(time.getNano())).replaceFirst("0+$", "");
            String offset = OFFSET.format(time);
            String zone = time.getOffset().getTotalSeconds() == 0 ? "UTC" : offset;
            return PLAIN.format(time) + fraction + " " + offset + " " + zone;
        } catch (DateTimeException e) {
            return text;
        }
    }

    /// A time as the API writes it in the form of `date`: `Tue Sep 15 11:02:57 2026`.
    public static String asDate(String text) {
        try {
            return DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
                    .format(OffsetDateTime.parse(text));
        } catch (DateTimeException e) {
            return text;
        }
    }
}
