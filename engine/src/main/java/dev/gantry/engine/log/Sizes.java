package dev.gantry.engine.log;

import dev.gantry.engine.EngineException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes as people write them: `10m`, `1.5 GB`.
final class Sizes {
    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?) ?([kmgtp])?i?b?");
    private static final String UNITS = "kmgtp";

    private Sizes() {}

    /// With units of 1000; -1 is no limit.
    static long decimal(String text) {
        return text.equals("-1") ? -1 : parse(text, 1000);
    }

    /// With units of 1024.
    static long binary(String text) {
        return parse(text, 1024);
    }

    private static long parse(String text, int base) {
        Matcher match = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!match.matches() || text.length() > 30) {
            throw EngineException.invalid("invalid size: '%s'".formatted(text));
        }
        double size = Double.parseDouble(match.group(1));
        String unit = match.group(2);
        return (long) (size * (unit == null ? 1.0 : Math.pow(base, UNITS.indexOf(unit) + 1)));
    }
}
