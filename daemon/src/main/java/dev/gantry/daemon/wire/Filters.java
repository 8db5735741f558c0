package dev.gantry.daemon.wire;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// The `filters` parameter: names, and for each the values of which one must fit.
public record Filters(Map<String, List<String>> values) {
    public static final Filters NONE = new Filters(Map.of());

    /// Reads `{"label":["a=b"]}` or the newer `{"label":{"a=b":true}}`.
    ///
    /// @param text empty for none
    /// @throws EngineException when it is neither, or has a name that is not `known`
    public static Filters parse(String text, Set<String> known) {
        if (text.isEmpty()) {
            return NONE;
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        try {
            if (!(Json.parse(text) instanceof JsonValue.Obj(Map<String, JsonValue> fields))) {
                throw EngineException.invalid("invalid filter");
            }
            fields.forEach((name, given) -> values.put(name, texts(given)));
        } catch (JsonException e) {
            throw new EngineException(EngineException.Kind.INVALID, "invalid filter", e);
        }
        values.keySet().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw EngineException.invalid("invalid filter '%s'".formatted(name));
                });
        return new Filters(values);
    }

    private static List<String> texts(JsonValue given) {
        return switch (given) {
            case JsonValue.Obj(Map<String, JsonValue> marks) ->
                    marks.entrySet().stream()
                            .filter(mark -> mark.getValue().equals(new JsonValue.Bool(true)))
                            .map(Map.Entry::getKey)
                            .toList();
            case JsonValue.Arr(List<JsonValue> items) ->
                    items.stream().map(Filters::textOf).toList();
            default -> throw EngineException.invalid("invalid filter");
        };
    }

    private static String textOf(JsonValue item) {
        if (item instanceof JsonValue.Str(String text)) {
            return text;
        }
        throw EngineException.invalid("invalid filter");
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    public boolean has(String name) {
        return !all(name).isEmpty();
    }

    /// Whether nothing was asked of `name`, or one of the values fits.
    public boolean fits(String name, Predicate<String> test) {
        return !has(name) || all(name).stream().anyMatch(test);
    }

    /// As {@link #fits} with what Docker takes for a match: the text, or a regular expression found
    /// in it.
    public boolean matches(String name, String text) {
        return fits(name, wanted -> wanted.equals(text) || isFound(wanted, text));
    }

    private static boolean isFound(String expression, String text) {
        try {
            return Pattern.compile(expression).matcher(text).find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /// Whether all labels asked for are there, each `key` or `key=value`, and none of those of
    /// `label!`.
    public boolean labelsFit(Map<String, String> labels) {
        return all("label").stream().allMatch(label -> hasLabel(labels, label))
                && all("label!").stream().noneMatch(label -> hasLabel(labels, label));
    }

    /// The moment of the filter `until`, before which things must have been made; `null` for none.
    public @Nullable Instant until() {
        List<String> given = all("until");
        if (given.size() > 1) {
            throw new EngineException(
                    EngineException.Kind.FAILED, "more than one until filter specified");
        }
        return given.isEmpty() ? null : Times.past(given.getFirst());
    }

    /// Whether none of the labels are there that `label!` names.
    public boolean labelsAbsent(Map<String, String> labels) {
        return all("label!").stream().noneMatch(label -> hasLabel(labels, label));
    }

    private static boolean hasLabel(Map<String, String> labels, String wanted) {
        int equals = wanted.indexOf('=');
        return equals < 0
                ? labels.containsKey(wanted)
                : wanted.substring(equals + 1).equals(labels.get(wanted.substring(0, equals)));
    }

    /// A filter that is true or false.
    ///
    /// @param whenAbsent what it is unless it is asked for
    public boolean flag(String name, boolean whenAbsent) {
        if (!has(name)) {
            return whenAbsent;
        }
        return switch (all(name).getFirst()) {
            case "1", "true", "True", "TRUE", "t", "T" -> true;
            case "0", "false", "False", "FALSE", "f", "F" -> false;
            default ->
                    throw EngineException.invalid(
                            "invalid filter '%s=%s'".formatted(name, all(name)));
        };
    }

    /// Refuses filters we do not serve.
    public void refuse(Set<String> names) {
        names.stream()
                .filter(this::has)
                .findFirst()
                .ifPresent(name -> {
                    throw EngineException.notBuiltYet("the filter " + name);
                });
    }
}
