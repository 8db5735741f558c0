package dev.gantry.conformance;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A JSON document as lines of `path: value`, one for each leaf, ids and times taken out.
record Shape(List<String> lines) {
    static Shape of(String json) throws Exception {
        List<String> lines = new ArrayList<>();
        walk("", Json.parse(json), lines);
        return new Shape(lines);
    }

    private static void walk(String path, JsonValue value, List<String> lines) {
        switch (value) {
            case JsonValue.Obj(var fields) when fields.isEmpty() -> lines.add(path + ": {}");
            case JsonValue.Obj(var fields) ->
                    fields.forEach(
                            (name, field) -> walk(path + "/" + Same.normal(name), field, lines));
            case JsonValue.Arr(var items) when items.isEmpty() -> lines.add(path + ": []");
            case JsonValue.Arr(var items) -> {
                for (int i = 0; i < items.size(); i++) {
                    walk(path + "/" + i, items.get(i), lines);
                }
            }
            case JsonValue.Str(String text) -> lines.add(path + ": \"" + Same.normal(text) + "\"");
            case JsonValue.Num(String literal) -> lines.add(path + ": " + literal);
            case JsonValue.Bool(boolean is) -> lines.add(path + ": " + is);
            case JsonValue.Null _ -> lines.add(path + ": null");
        }
    }

    /// Without the lines that fully match one of the patterns.
    List<String> without(List<String> patterns) {
        Pattern apart = Pattern.compile(String.join("|", patterns));
        return lines.stream()
                .filter(line -> patterns.isEmpty() || !apart.matcher(line).matches())
                .toList();
    }
}
