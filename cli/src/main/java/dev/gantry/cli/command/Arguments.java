package dev.gantry.cli.command;

import dev.gantry.cli.value.GoDuration;
import dev.gantry.cli.value.GoNumber;
import dev.gantry.cli.value.Size;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a command was invoked with. Every value was checked against its flag's type before.
public final class Arguments {
    private final String path;
    private final Map<String, List<String>> options;
    private final List<String> positional;

    /// @param path the command as it was called, as `container ls`
    public Arguments(String path, Map<String, List<String>> options, List<String> positional) {
        this.path = path;
        this.options = new HashMap<>(options);
        this.positional = List.copyOf(positional);
    }

    public String path() {
        return path;
    }

    public List<String> positional() {
        return positional;
    }

    public String positional(int index) {
        return positional.get(index);
    }

    public boolean isSet(String flag) {
        return options.containsKey(flag);
    }

    /// All values of a flag that may be given often, in order.
    public List<String> list(String flag) {
        return options.getOrDefault(flag, List.of());
    }

    /// The last value given, or null.
    public @Nullable String textOrNull(String flag) {
        List<String> values = list(flag);
        return values.isEmpty() ? null : values.getLast();
    }

    public String text(String flag) {
        return text(flag, "");
    }

    public String text(String flag, String otherwise) {
        String value = textOrNull(flag);
        return value == null ? otherwise : value;
    }

    public boolean bool(String flag) {
        return bool(flag, false);
    }

    public boolean bool(String flag, boolean otherwise) {
        String value = textOrNull(flag);
        return value == null ? otherwise : GoNumber.parseBool(value);
    }

    public long number(String flag, long otherwise) {
        String value = textOrNull(flag);
        return value == null ? otherwise : GoNumber.parseInt(value, 64);
    }

    public long number(String flag) {
        return number(flag, 0);
    }

    /// A size in bytes; 0 when not given.
    public long bytes(String flag) {
        String value = textOrNull(flag);
        return value == null ? 0 : Size.parse(value);
    }

    /// A duration in nanoseconds; 0 when not given.
    public long nanos(String flag) {
        String value = textOrNull(flag);
        return value == null ? 0 : GoDuration.parse(value);
    }

    /// A decimal number as billionths; 0 when not given.
    public long nano(String flag) {
        String value = textOrNull(flag);
        return value == null ? 0 : new BigDecimal(value).movePointRight(9).longValue();
    }

    /// The filters as the API wants them: by name, the values given.
    public Map<String, List<String>> filters() {
        Map<String, List<String>> filters = new LinkedHashMap<>();
        for (String filter : list("filter")) {
            int equals = filter.indexOf('=');
            if (equals > 0) {
                filters.computeIfAbsent(
                                filter.substring(0, equals)
                                        .strip()
                                        .toLowerCase(java.util.Locale.ROOT),
                                _ -> new ArrayList<>())
                        .add(filter.substring(equals + 1).strip());
            }
        }
        return filters;
    }
}
