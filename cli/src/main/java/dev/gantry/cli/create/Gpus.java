package dev.gantry.cli.create;

import dev.gantry.api.container.DeviceRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `--gpus`: `all`, a number, or `key=value` pairs with quotes where a value has commas.
final class Gpus {
    private Gpus() {}

    /// A device request of the API.
    static DeviceRequest parse(String text) {
        int count = 0;
        String driver = "";
        List<String> ids = List.of();
        List<String> capabilities = List.of("gpu");
        Map<String, String> options = new LinkedHashMap<>();
        for (String field : Csv.fields(text)) {
            String[] pair = field.split("=", 2);
            if (pair.length == 1) {
                count = count(field);
                continue;
            }
            switch (pair[0]) {
                case "count" -> count = count(pair[1]);
                case "device" -> ids = List.of(pair[1].split(","));
                case "driver" -> driver = pair[1];
                case "capabilities" -> {
                    capabilities = new ArrayList<>(List.of(pair[1].split(",")));
                    if (!capabilities.contains("gpu")) {
                        capabilities.add("gpu");
                    }
                }
                case "options" -> options.putAll(KeyValues.map(Csv.fields(pair[1])));
                default ->
                        throw new IllegalArgumentException(
                                "unexpected key '%s' in '%s'".formatted(pair[0], field));
            }
        }
        boolean countByDefault = ids.isEmpty() && count == 0;
        return new DeviceRequest(
                driver,
                countByDefault ? 1 : count,
                ids.isEmpty() ? null : ids,
                List.of(capabilities),
                options);
    }

    private static int count(String text) {
        if (text.equals("all")) {
            return -1;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "invalid count (%s): value must be either \"all\" or an integer: invalid syntax"
                            .formatted(text),
                    e);
        }
    }
}
