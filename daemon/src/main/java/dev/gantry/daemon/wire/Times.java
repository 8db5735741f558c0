package dev.gantry.daemon.wire;

import dev.gantry.engine.EngineException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// Times in queries: seconds since 1970 with a fraction, or RFC 3339.
public final class Times {
    private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000);

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
}
