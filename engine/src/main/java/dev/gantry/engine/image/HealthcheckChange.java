package dev.gantry.engine.image;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What stands behind `HEALTHCHECK`, as the configuration has it.
final class HealthcheckChange {
    private static final Pattern OPTION = Pattern.compile("--([a-z-]+)=(\\S+)\\s*");
    private static final Pattern DURATION =
            Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ns|us|ms|s|m|h)");
    private static final Map<String, String> FIELDS =
            Map.of(
                    "interval", "Interval",
                    "timeout", "Timeout",
                    "start-period", "StartPeriod",
                    "start-interval", "StartInterval");
    private static final Map<String, BigDecimal> UNITS =
            Map.of(
                    "ns", BigDecimal.ONE,
                    "us", new BigDecimal("1e3"),
                    "ms", new BigDecimal("1e6"),
                    "s", new BigDecimal("1e9"),
                    "m", new BigDecimal("60e9"),
                    "h", new BigDecimal("3600e9"));

    private HealthcheckChange() {}

    static JsonValue parse(String text) {
        JsonValue.Builder settings = JsonValue.object();
        String rest = text;
        for (Matcher option = OPTION.matcher(rest);
                option.lookingAt();
                option = OPTION.matcher(rest)) {
            set(settings, String.valueOf(option.group(1)), String.valueOf(option.group(2)));
            rest = rest.substring(option.end());
        }
        String[] parts = rest.split("[ \\t]+", 2);
        String command = parts.length < 2 ? "" : parts[1].strip();
        return switch (parts[0].toUpperCase(Locale.ROOT)) {
            case "NONE" -> settings.put("Test", List.of("NONE")).build();
            case "CMD" -> settings.put("Test", test(command)).build();
            case "" -> throw EngineException.invalid("HEALTHCHECK requires at least one argument");
            default ->
                    throw EngineException.invalid(
                            "unknown type \"%s\" in HEALTHCHECK (try CMD)".formatted(parts[0]));
        };
    }

    private static List<String> test(String command) {
        if (command.isEmpty()) {
            throw EngineException.invalid("missing command after HEALTHCHECK CMD");
        }
        List<String> exact = ChangeWords.json(command);
        List<String> test = new ArrayList<>(List.of(exact == null ? "CMD-SHELL" : "CMD"));
        test.addAll(exact == null ? List.of(command) : exact);
        return test;
    }

    private static void set(JsonValue.Builder settings, String name, String value) {
        if (name.equals("retries") && value.matches("[0-9]{1,9}")) {
            settings.put("Retries", Json.tree(Integer.parseInt(value)));
            return;
        }
        String field = FIELDS.get(name);
        if (field == null) {
            throw EngineException.invalid("unknown flag: --%s=%s".formatted(name, value));
        }
        settings.put(field, Json.tree(nanos(value)));
    }

    private static long nanos(String text) {
        Matcher part = DURATION.matcher(text);
        BigDecimal sum = BigDecimal.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            BigDecimal unit = UNITS.getOrDefault(String.valueOf(part.group(2)), BigDecimal.ONE);
            sum = sum.add(new BigDecimal(part.group(1)).multiply(unit));
            end = part.end();
        }
        if (end == 0 || end != text.length()) {
            throw EngineException.invalid("time: invalid duration \"%s\"".formatted(text));
        }
        return sum.longValue();
    }
}
