package dev.gantry.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The parameters of a request target, in their order.
public final class Query {
    private static final Set<String> FALSE = Set.of("", "0", "no", "false", "none");

    private final Map<String, List<String>> values;

    private Query(Map<String, List<String>> values) {
        this.values = values;
    }

    /// @param raw what stands after `?`, as sent
    /// @throws IllegalArgumentException for bad escapes, bad UTF-8, or NUL
    public static Query parse(String raw) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : raw.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                values.computeIfAbsent(PercentCode.decodeForm(name), _ -> new ArrayList<>())
                        .add(PercentCode.decodeForm(value));
            }
        }
        return new Query(values);
    }

    public Set<String> names() {
        return Collections.unmodifiableSet(values.keySet());
    }

    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    public String text(String name, String whenAbsent) {
        return first(name).orElse(whenAbsent);
    }

    /// Docker's rule: absent, empty, `0`, `no`, `false` and `none` are false, all else is true.
    public boolean flag(String name) {
        return !FALSE.contains(text(name, "").strip().toLowerCase(Locale.ROOT));
    }

    public boolean isGiven(String name) {
        return values.containsKey(name);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
