package dev.gantry.cli.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers of bytes: read with units of 1024 (`64m`), shown with units of 1000 (`1.98MB`) or of
/// 1024 (`23.5GiB`).
public final class Size {
    private static final Pattern FORM =
            Pattern.compile("(-?\\d+(?:\\.\\d+)?) ?([kmgtp])?(i?b)?", Pattern.CASE_INSENSITIVE);
    private static final String[] DECIMAL = {"B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
    private static final String[] BINARY = {
        "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"
    };

    private Size() {}

    /// Reads `512`, `64m`, `1.5g`, `2GiB`; `-1` means without limit.
    ///
    /// @throws IllegalArgumentException when it is no size
    public static long parse(String text) {
        if (text.equals("-1")) {
            return -1;
        }
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches() || text.startsWith("-")) {
            throw new IllegalArgumentException("invalid size: '" + text + "'");
        }
        long unit = 1;
        if (form.group(2) != null) {
            int power = "kmgtp".indexOf(form.group(2).toLowerCase(Locale.ROOT)) + 1;
            unit = 1L << (10 * power);
        }
        return new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unit)).longValue();
    }

    /// Three or so digits and a decimal unit: `1.98MB`.
    public static String human(long bytes) {
        return scaled(bytes, 1000, DECIMAL, 3);
    }

    /// Four digits, as progress bars have it: `1.979MB`.
    public static String precise(long bytes) {
        return scaled(bytes, 1000, DECIMAL, 4);
    }

    /// Four digits and a binary unit: `23.54GiB`.
    public static String binary(long bytes) {
        return scaled(bytes, 1024, BINARY, 4);
    }

    private static String scaled(long bytes, double base, String[] units, int digits) {
        double value = (double) bytes;
        int unit = 0;
        while (value >= base && unit < units.length - 1) {
            value /= base;
            unit++;
        }
        return significant(value, digits) + units[unit];
    }

    /// Go's `%.{digits}g`: that many significant digits, no zeros at the end.
    static String significant(double value, int digits) {
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= digits) {
            String mantissa = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString();
            return mantissa + "e+" + (exponent < 10 ? "0" : "") + exponent;
        }
        return rounded.stripTrailingZeros().toPlainString();
    }
}
