package dev.gantry.cli.format;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One line of a list. Its columns are made when they are asked for: some cost more than the rest
/// of the program.
public interface Row extends Fields {
    /// The names of all columns, for `json`.
    List<String> names();

    /// The column of one of those names.
    String column(String name);

    /// The labels that `{{.Label "name"}}` asks for.
    default Map<String, String> labels() {
        return Map.of();
    }

    @Override
    default Object field(String name, List<Object> arguments) throws TemplateException {
        if (name.equals("Label") && arguments.size() == 1) {
            return labels().getOrDefault(arguments.getFirst().toString(), "");
        }
        if (!names().contains(name)) {
            throw new TemplateException("can't evaluate field " + name);
        }
        return column(name);
    }

    @Override
    default JsonValue json() {
        Map<String, String> columns = new TreeMap<>();
        names().forEach(name -> columns.put(name, column(name)));
        return Json.tree(columns);
    }
}
