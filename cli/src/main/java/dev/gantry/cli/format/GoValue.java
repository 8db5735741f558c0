package dev.gantry.cli.format;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Values in templates: `String`, `Long`, `Double`, `Boolean`, null, objects and arrays of JSON,
/// lists, and {@link Fields}. Printed as Go prints them.
final class GoValue {
    /// An empty list or map that the documents have as `null`.
    record Nothing(String shown) {}

    private GoValue() {}

    /// A JSON value as templates know it.
    static @Nullable Object of(@Nullable JsonValue value) {
        return switch (value) {
            case null -> null;
            case JsonValue.Null _ -> null;
            case JsonValue.Str(String text) -> text;
            case JsonValue.Bool(boolean truth) -> truth;
            case JsonValue.Num number -> number(number);
            case JsonValue.Obj object -> object;
            case JsonValue.Arr array -> array;
        };
    }

    private static Object number(JsonValue.Num number) {
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            return number.doubleValue();
        }
    }

    static JsonValue json(@Nullable Object value) {
        return switch (value) {
            case Fields fields -> fields.json();
            case Nothing _ -> new JsonValue.Null();
            case null, default -> Json.tree(value);
        };
    }

    static boolean isTrue(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Nothing _ -> false;
            case Boolean truth -> truth;
            case String text -> !text.isEmpty();
            case Long number -> number != 0;
            case Double number -> number != 0;
            case JsonValue.Arr(List<JsonValue> items) -> !items.isEmpty();
            case JsonValue.Obj(Map<String, JsonValue> fields) -> !fields.isEmpty();
            case List<?> list -> !list.isEmpty();
            default -> true;
        };
    }

    /// `%v`.
    static String show(@Nullable Object value) {
        return switch (value) {
            case null -> "<nil>";
            case Nothing(String shown) -> shown;
            case String text -> text;
            case Double number -> GoPrintf.shortest(number);
            case JsonValue.Arr(List<JsonValue> items) ->
                    items.stream()
                            .map(item -> show(of(item)))
                            .collect(Collectors.joining(" ", "[", "]"));
            case JsonValue.Obj object -> show(object);
            case List<?> list ->
                    list.stream().map(GoValue::show).collect(Collectors.joining(" ", "[", "]"));
            case Fields fields -> Json.print(fields.json());
            case JsonValue other -> show(of(other));
            default -> value.toString();
        };
    }

    /// A struct prints its values, a map its entries by key. The documents do not say which is
    /// which; a struct's fields all begin with a capital letter.
    private static String show(JsonValue.Obj object) {
        boolean isStruct =
                !object.fields().isEmpty()
                        && object.fields().keySet().stream()
                                .allMatch(name -> name.matches("[A-Z][A-Za-z0-9]*"));
        if (isStruct) {
            return object.fields().values().stream()
                    .map(field -> show(of(field)))
                    .collect(Collectors.joining(" ", "{", "}"));
        }
        return new TreeMap<>(object.fields())
                .entrySet().stream()
                        .map(entry -> entry.getKey() + ":" + entryValue(entry.getValue()))
                        .collect(Collectors.joining(" ", "map[", "]"));
    }

    /// An empty object in a map is a set's member, `struct{}`; an absent list is an empty one.
    private static String entryValue(JsonValue value) {
        return switch (value) {
            case JsonValue.Obj(Map<String, JsonValue> fields) when fields.isEmpty() -> "{}";
            case JsonValue.Null _ -> "[]";
            default -> show(of(value));
        };
    }

    /// Go's `Sprint`: a space only between two values neither of which is a string.
    static String print(List<@Nullable Object> values) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            if (i > 0
                    && !(values.get(i) instanceof String)
                    && !(values.get(i - 1) instanceof String)) {
                out.append(' ');
            }
            out.append(show(values.get(i)));
        }
        return out.toString();
    }

    static String println(List<@Nullable Object> values) {
        return values.stream().map(GoValue::show).collect(Collectors.joining(" ")) + "\n";
    }
}
