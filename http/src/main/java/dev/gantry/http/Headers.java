package dev.gantry.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Header fields in their order; names compare without case.
record Headers(List<Field> fields) {
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    record Field(String name, String value) {
        Field {
            if (!isToken(name)) {
                throw new IllegalArgumentException("invalid header name");
            }
            if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
                throw new IllegalArgumentException("invalid value of header " + name);
            }
        }
    }

    Headers {
        fields = List.copyOf(fields);
    }

    static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> isLetterOrDigit(c) || TOKEN_MARKS.indexOf(c) >= 0);
    }

    private static boolean isLetterOrDigit(int c) {
        return c < 0x80 && Character.isLetterOrDigit(c);
    }

    Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /// Whether a comma-separated list such as `Connection` names `token`.
    boolean lists(String name, String token) {
        return all(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .anyMatch(part -> part.strip().equalsIgnoreCase(token));
    }

    /// These with one more, in place of any of the same name.
    Headers with(String name, String value) {
        List<Field> changed = new ArrayList<>(fields);
        changed.removeIf(field -> field.name().equalsIgnoreCase(name));
        changed.add(new Field(name, value));
        return new Headers(changed);
    }
}
