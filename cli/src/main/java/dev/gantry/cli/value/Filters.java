package dev.gantry.cli.value;

import dev.gantry.base.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Filters of lists as the API's `filters` parameter has them.
public final class Filters {
    private Filters() {}

    /// `{"name":{"value":true}}`, the form all versions of the API read.
    public static String encode(Map<String, List<String>> filters) {
        Map<String, Map<String, Boolean>> sets = new LinkedHashMap<>();
        filters.forEach((name, values) -> {
            Map<String, Boolean> set = new LinkedHashMap<>();
            values.forEach(value -> set.put(value, true));
            sets.put(name, set);
        });
        return Json.print(sets);
    }
}
