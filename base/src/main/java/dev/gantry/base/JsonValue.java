package dev.gantry.base;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A JSON document as a tree of values. Objects keep the order of their fields.
public sealed interface JsonValue {
    record Obj(Map<String, JsonValue> fields) implements JsonValue {
        public Obj {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /// The field of exactly that name; empty when absent. A field that is `null` is present.
        public Optional<JsonValue> get(String name) {
            return Optional.ofNullable(fields.get(name));
        }

        /// The text of a string field, or `fallback` when it is absent or no string.
        public String text(String name, String fallback) {
            return fields.get(name) instanceof Str(String value) ? value : fallback;
        }

        /// The object in a field, or an empty one when it is absent or no object.
        public Obj object(String name) {
            return fields.get(name) instanceof Obj object ? object : new Obj(Map.of());
        }

        /// The elements of an array field, or none when it is absent or no array.
        public List<JsonValue> list(String name) {
            return fields.get(name) instanceof Arr(List<JsonValue> items) ? items : List.of();
        }
    }

    record Arr(List<JsonValue> items) implements JsonValue {
        public Arr {
            items = List.copyOf(items);
        }
    }

    record Str(String value) implements JsonValue {}

    /// A number as it was written, so that no digit is lost. `literal` follows JSON's grammar.
    record Num(String literal) implements JsonValue {
        public static Num of(long value) {
            return new Num(Long.toString(value));
        }

        /// Throws `ArithmeticException` when this is no whole number of 64 bits. An exponent cannot
        /// make it slow.
        public long longValueExact() {
            if (literal.length() <= 20
                    && literal.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'))) {
                try {
                    return Long.parseLong(literal);
                } catch (NumberFormatException e) {
                    throw new ArithmeticException("overflow: " + literal);
                }
            }
            throw new ArithmeticException("not a 64-bit integer: " + literal);
        }

        public double doubleValue() {
            return Double.parseDouble(literal);
        }

        public BigDecimal decimalValue() {
            return new BigDecimal(literal);
        }
    }

    record Bool(boolean value) implements JsonValue {}

    record Null() implements JsonValue {}

    /// Go's name of this kind of value, as its error messages say it.
    default String kind() {
        return switch (this) {
            case Obj _ -> "object";
            case Arr _ -> "array";
            case Str _ -> "string";
            case Num _ -> "number";
            case Bool _ -> "bool";
            case Null _ -> "null";
        };
    }

    /// Starts an object; fields print in the order they were put.
    static Builder object() {
        return new Builder();
    }

    /// Collects the fields of an object.
    final class Builder {
        private final Map<String, JsonValue> fields = new LinkedHashMap<>();

        private Builder() {}

        public Builder put(String name, JsonValue value) {
            fields.put(name, value);
            return this;
        }

        /// Puts a string, number, boolean, record, list or map, as {@link Json#tree} turns it into
        /// a value; `null` puts `null`.
        public Builder put(String name, @Nullable Object value) {
            fields.put(name, Json.tree(value));
            return this;
        }

        public Obj build() {
            return new Obj(fields);
        }
    }
}
