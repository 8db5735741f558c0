package dev.gantry.daemon.wire;

import dev.gantry.engine.EngineException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Times in queries: seconds since 1970 with a fraction, or RFC 3339.
public final class Times {
    private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000);

    private static final Pattern DURATION =
            Pattern.compile("([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h))+");
    private static final Pattern PART = Pattern.compile("([0-9.]+)(ns|us|ms|s|m|h)");
    private static final Map<String, BigDecimal> UNITS =
            Map.of(
                    "ns", BigDecimal.ONE,
                    "us", BigDecimal.valueOf(1_000),
                    "ms", BigDecimal.valueOf(1_000_000),
                    "s", BILLION,
                    "m", BILLION.multiply(BigDecimal.valueOf(60)),
                    "h", BILLION.multiply(BigDecimal.valueOf(3600)));

    private Times() {}

    /// @param text empty or `0` for none
    public static @Nullable Instant parseOrNull(String text) {
        return text.isEmpty() || text.equals("0") ? null : parse(text);
    }

    public static Instant parse(String text) {
        if (text.matches("-?[0-9]{1,12}(\\.[0-9]{0,20})?")) {
            BigDecimal nanos =
                    new BigDecimal(text).multiply(BILLION).setScale(0, RoundingMode.FLOOR);
            BigDecimal[] parts = nanos.divideAndRemainder(BILLION);
            return Instant.ofEpochSecond(parts[0].longValue(), parts[1].longValue());
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID,
                    "strconv.ParseInt: parsing \"%s\": invalid syntax".formatted(text),
                    e);
        }
    }

    /// A moment that may be told by how long ago it was: `10m`, `1h30m`, a date, or as {@link
    /// #parse}.
    public static Instant past(String text) {
        if (DURATION.matcher(text).matches()) {
            return Instant.now().minus(duration(text));
        }
        if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            return java.time.LocalDate.parse(text)
                    .atStartOfDay(java.time.ZoneId.systemDefault())
                    .toInstant();
        }
        try {
            return text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+")
                    ? java.time.LocalDateTime.parse(text)
                            .atZone(java.time.ZoneId.systemDefault())
                            .toInstant()
                    : parse(text);
        } catch (DateTimeException | EngineException e) {
            throw new EngineException(
                    EngineException.Kind.FAILED,
                    "failed to parse value as time or duration: \"%s\"".formatted(text),
                    e);
        }
    }

    private static Duration duration(String text) {
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            BigDecimal nanos =
                    new BigDecimal(part.group(1))
                            .multiply(java.util.Objects.requireNonNull(UNITS.get(part.group(2))));
            sum = sum.plusNanos(nanos.longValue());
        }
        return sum;
    }
}
