package dev.gantry.cli.format;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The first line of a table: each field is its title.
record Titles(Map<String, String> titles) implements Fields {
    @Override
    public @Nullable Object field(String name, List<Object> arguments) {
        if (name.equals("Label") && arguments.size() == 1) {
            return label(arguments.getFirst().toString());
        }
        String title = titles.get(name);
        return title == null ? "<no value>" : title;
    }

    /// `com.example.some-label` becomes `some label`.
    private static String label(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return last.replace('-', ' ').replace('_', ' ');
    }

    @Override
    public JsonValue json() {
        return Json.tree(titles);
    }
}
