package dev.gantry.cli.format;

import dev.gantry.base.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Go's `printf`, as far as templates use it: `%s %v %q %d %x %t %f %e %g %c %%` with flags, width
/// and precision.
final class GoPrintf {
    private static final Pattern VERB =
            Pattern.compile("%([-+# 0]*)(\\d+)?(?:\\.(\\d+))?([a-zA-Z%])");

    private GoPrintf() {}

    static String format(String format, List<@Nullable Object> arguments) {
        Matcher verb = VERB.matcher(format);
        StringBuilder out = new StringBuilder();
        int next = 0;
        while (verb.find()) {
            String text;
            if (verb.group(4).equals("%")) {
                text = "%";
            } else if (next < arguments.size()) {
                text = one(verb, arguments.get(next++));
            } else {
                text = "%!" + verb.group(4) + "(MISSING)";
            }
            verb.appendReplacement(out, Matcher.quoteReplacement(text));
        }
        verb.appendTail(out);
        return out.toString();
    }

    private static String one(Matcher verb, @Nullable Object value) {
        String flags = verb.group(1);
        String text = body(verb, value);
        if (flags.contains("+") && value instanceof Number && !text.startsWith("-")) {
            text = "+" + text;
        }
        int width = verb.group(2) == null ? 0 : Integer.parseInt(verb.group(2));
        if (text.length() >= width) {
            return text;
        }
        String padding = " ".repeat(width - text.length());
        if (flags.contains("-")) {
            return text + padding;
        }
        return flags.contains("0") && value instanceof Number
                ? padding.replace(' ', '0') + text
                : padding + text;
    }

    private static String body(Matcher verb, @Nullable Object value) {
        String precision = verb.group(3);
        return switch (verb.group(4)) {
            case "v", "s", "t" -> cut(GoValue.show(value), value instanceof String, precision);
            case "q" -> Json.print(GoValue.show(value));
            case "d" ->
                    value instanceof Long
                            ? value.toString()
                            : "%!d(" + kind(value) + "=" + GoValue.show(value) + ")";
            case "x" -> hex(value);
            case "X" -> hex(value).toUpperCase(Locale.ROOT);
            case "f", "e", "g" -> floating(verb.group(4), value, precision);
            case "c" ->
                    value instanceof Long code
                            ? Character.toString(code.intValue())
                            : GoValue.show(value);
            case "T" -> kind(value);
            default -> "%!" + verb.group(4) + "(" + kind(value) + "=" + GoValue.show(value) + ")";
        };
    }

    private static String cut(String text, boolean isString, @Nullable String precision) {
        return isString && precision != null && Integer.parseInt(precision) < text.length()
                ? text.substring(0, Integer.parseInt(precision))
                : text;
    }

    private static String floating(
            String verb, @Nullable Object value, @Nullable String precision) {
        if (!(value instanceof Double number)) {
            return "%!" + verb + "(" + kind(value) + "=" + GoValue.show(value) + ")";
        }
        if (verb.equals("g")) {
            return shortest(number);
        }
        return String.format(
                Locale.ROOT, "%." + (precision == null ? "6" : precision) + verb, number);
    }

    private static String hex(@Nullable Object value) {
        return value instanceof Long number
                ? Long.toHexString(number)
                : HexFormat.of().formatHex(GoValue.show(value).getBytes(StandardCharsets.UTF_8));
    }

    private static String kind(@Nullable Object value) {
        return switch (value) {
            case null -> "<nil>";
            case String _ -> "string";
            case Long _ -> "int";
            case Double _ -> "float64";
            case Boolean _ -> "bool";
            default -> "interface {}";
        };
    }

    /// Go's `%v` of a float: the shortest digits that mean the same.
    static String shortest(double number) {
        BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (number == 0 || (exponent >= -4 && exponent < 21)) {
            return decimal.toPlainString();
        }
        String digits = decimal.movePointLeft(exponent).stripTrailingZeros().toPlainString();
        String sign = exponent < 0 ? "-" : "+";
        int size = Math.abs(exponent);
        return digits + "e" + sign + (size < 10 ? "0" : "") + size;
    }
}
