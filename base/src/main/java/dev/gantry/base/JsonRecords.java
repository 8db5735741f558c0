package dev.gantry.base;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Records to JSON values and back, by their components. A record's shape is looked at once.
final class JsonRecords {
    private static final Map<Class<?>, Shape> SHAPES = new ConcurrentHashMap<>();

    /// What all accessors are turned into, so that a call is exact and adapts nothing.
    private static final MethodType ACCESSOR = MethodType.methodType(Object.class, Record.class);

    private JsonRecords() {}

    private record Field(
            String name,
            String lowerName,
            Class<?> raw,
            Type type,
            MethodHandle accessor,
            JsonAbsent.@Nullable Rule absent) {}

    private record Shape(String name, List<Field> fields, MethodHandle constructor) {}

    static <T extends Record> T read(Class<T> type, JsonValue value) throws JsonException {
        return type.cast(record(type, value, type.getSimpleName()));
    }

    private static Shape shape(Class<?> type) {
        Shape known = SHAPES.get(type);
        return known != null ? known : SHAPES.computeIfAbsent(type, JsonRecords::look);
    }

    private static Shape look(Class<?> type) {
        try {
            RecordComponent[] components = type.getRecordComponents();
            boolean pascal = type.isAnnotationPresent(PascalCase.class);
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            List<Field> fields = new ArrayList<>();
            for (RecordComponent component : components) {
                component.getAccessor().setAccessible(true);
                MethodHandle accessor = lookup.unreflect(component.getAccessor());
                fields.add(field(component, pascal, accessor.asType(ACCESSOR)));
            }
            var constructor =
                    type.getDeclaredConstructor(
                            Arrays.stream(components)
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            MethodHandle handle =
                    lookup.unreflectConstructor(constructor)
                            .asSpreader(Object[].class, components.length)
                            .asType(MethodType.methodType(Object.class, Object[].class));
            return new Shape(type.getSimpleName(), List.copyOf(fields), handle);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("not a record JSON can be read into: " + type, e);
        }
    }

    private static Field field(RecordComponent component, boolean pascal, MethodHandle accessor) {
        String plain = component.getName();
        JsonName given = annotation(component, JsonName.class);
        String name =
                given != null
                        ? given.value()
                        : pascal
                                ? Character.toUpperCase(plain.charAt(0)) + plain.substring(1)
                                : plain;
        JsonAbsent absent = annotation(component, JsonAbsent.class);
        return new Field(
                name,
                name.toLowerCase(Locale.ROOT),
                component.getType(),
                component.getGenericType(),
                accessor,
                absent == null ? null : absent.value());
    }

    private static <A extends Annotation> @Nullable A annotation(
            RecordComponent component, Class<A> type) {
        return component.getAnnotation(type);
    }

    private static Object record(Class<?> type, JsonValue value, String path) throws JsonException {
        if (!(value instanceof JsonValue.Obj(Map<String, JsonValue> given))) {
            throw mismatch(value, path, type.getSimpleName());
        }
        Shape shape = shape(type);
        Map<String, JsonValue> byLowerName = null;
        @Nullable Object[] arguments = new Object[shape.fields.size()];
        for (int i = 0; i < arguments.length; i++) {
            Field field = shape.fields.get(i);
            JsonValue found = given.get(field.name);
            if (found == null) {
                byLowerName = byLowerName == null ? lowerNames(given) : byLowerName;
                found = byLowerName.get(field.lowerName);
            }
            arguments[i] = fit(field.raw, field.type, found, path + "." + field.name);
        }
        return construct(shape, arguments, path);
    }

    private static Map<String, JsonValue> lowerNames(Map<String, JsonValue> given) {
        Map<String, JsonValue> lower = new LinkedHashMap<>();
        given.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }

    private static Object construct(Shape shape, @Nullable Object[] arguments, String path)
            throws JsonException {
        try {
            return (Object) shape.constructor.invokeExact(arguments);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new JsonException(path + ": " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object fit(
            Class<?> raw, Type type, @Nullable JsonValue value, String path) throws JsonException {
        if (raw == JsonValue.class) {
            return value;
        }
        if (value == null || value instanceof JsonValue.Null) {
            return raw.isPrimitive() ? zero(raw) : null;
        }
        if (raw == String.class) {
            return value instanceof JsonValue.Str(String text) ? text : fail(value, path, "string");
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return value instanceof JsonValue.Bool(boolean truth)
                    ? truth
                    : fail(value, path, "bool");
        }
        if (raw == List.class) {
            return list(argument(type, 0), value, path);
        }
        if (raw == Map.class) {
            return map(argument(type, 1), value, path);
        }
        if (raw == Instant.class) {
            return instant(value, path);
        }
        if (raw == Duration.class) {
            return Duration.ofNanos((long) number(long.class, value, path));
        }
        if (raw.isEnum()) {
            return constant(raw, value, path);
        }
        if (raw.isRecord()) {
            return record(raw, value, path);
        }
        if (JsonValue.class.isAssignableFrom(raw)) {
            return raw.isInstance(value) ? value : fail(value, path, raw.getSimpleName());
        }
        return number(raw, value, path);
    }

    private static Object number(Class<?> raw, JsonValue value, String path) throws JsonException {
        boolean isFloat = raw == double.class || raw == Double.class;
        String wanted =
                isFloat ? "float64" : raw == int.class || raw == Integer.class ? "int" : "int64";
        if (!(value instanceof JsonValue.Num number)) {
            return fail(value, path, wanted);
        }
        try {
            if (isFloat) {
                return number.doubleValue();
            }
            long exact = number.longValueExact();
            if (raw == long.class || raw == Long.class) {
                return exact;
            }
            return Math.toIntExact(exact);
        } catch (ArithmeticException e) {
            throw new JsonException(
                    "json: cannot unmarshal number %s into Go struct field %s of type %s"
                            .formatted(number.literal(), path, wanted),
                    e);
        }
    }

    private static Object zero(Class<?> primitive) {
        if (primitive == boolean.class) {
            return false;
        }
        if (primitive == long.class) {
            return 0L;
        }
        return primitive == double.class ? (Object) 0.0 : (Object) 0;
    }

    private static List<@Nullable Object> list(Type item, JsonValue value, String path)
            throws JsonException {
        if (!(value instanceof JsonValue.Arr(List<JsonValue> items))) {
            throw mismatch(value, path, "[]" + goName(item));
        }
        List<@Nullable Object> list = new ArrayList<>(items.size());
        for (JsonValue element : items) {
            Object fitted = fit(rawOf(item), item, element, path);
            if (fitted == null) {
                throw new JsonException("null is not allowed in the list " + path);
            }
            list.add(fitted);
        }
        return list;
    }

    private static Map<String, @Nullable Object> map(Type item, JsonValue value, String path)
            throws JsonException {
        if (!(value instanceof JsonValue.Obj(Map<String, JsonValue> fields))) {
            throw mismatch(value, path, "map[string]" + goName(item));
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonValue> entry : fields.entrySet()) {
            map.put(
                    entry.getKey(),
                    fit(rawOf(item), item, entry.getValue(), path + "." + entry.getKey()));
        }
        return map;
    }

    private static Instant instant(JsonValue value, String path) throws JsonException {
        if (value instanceof JsonValue.Str(String text)) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw new JsonException(
                        "parsing time \"" + text + "\" for " + path + ": not RFC 3339", e);
            }
        }
        throw mismatch(value, path, "time.Time");
    }

    private static Object constant(Class<?> raw, JsonValue value, String path)
            throws JsonException {
        for (Object constant : raw.getEnumConstants()) {
            if (value instanceof JsonValue.Str(String name)
                    && ((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw mismatch(value, path, raw.getSimpleName());
    }

    private static Type argument(Type type, int index) {
        return type instanceof ParameterizedType parameterized
                ? parameterized.getActualTypeArguments()[index]
                : JsonValue.class;
    }

    private static Class<?> rawOf(Type type) {
        return switch (type) {
            case Class<?> raw -> raw;
            case ParameterizedType parameterized -> (Class<?>) parameterized.getRawType();
            default -> JsonValue.class;
        };
    }

    private static String goName(Type item) {
        Class<?> raw = rawOf(item);
        if (raw == List.class) {
            return "[]" + goName(argument(item, 0));
        }
        return raw == String.class ? "string" : raw.getSimpleName();
    }

    private static Object fail(JsonValue value, String path, String wanted) throws JsonException {
        throw mismatch(value, path, wanted);
    }

    private static JsonException mismatch(JsonValue value, String path, String wanted) {
        return new JsonException(
                "json: cannot unmarshal %s into Go struct field %s of type %s"
                        .formatted(value.kind(), path, wanted));
    }

    static JsonValue tree(@Nullable Object value) {
        return switch (value) {
            case null -> new JsonValue.Null();
            case JsonValue tree -> tree;
            case String text -> new JsonValue.Str(text);
            case Boolean truth -> new JsonValue.Bool(truth);
            case Integer number -> new JsonValue.Num(number.toString());
            case Long number -> new JsonValue.Num(number.toString());
            case Double number -> decimal(number);
            case BigDecimal number -> new JsonValue.Num(number.toPlainString());
            case Instant instant -> new JsonValue.Str(rfc3339Nano(instant));
            case Duration duration -> JsonValue.Num.of(duration.toNanos()); // as Go writes them
            case Enum<?> constant -> new JsonValue.Str(constant.name());
            case List<?> items -> new JsonValue.Arr(items.stream().map(JsonRecords::tree).toList());
            case Map<?, ?> fields -> sorted(fields);
            case Record record -> fields(record);
            default -> throw new IllegalStateException("no JSON for " + value.getClass());
        };
    }

    private static JsonValue decimal(double number) {
        boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
        return new JsonValue.Num(whole ? Long.toString((long) number) : Double.toString(number));
    }

    private static JsonValue sorted(Map<?, ?> fields) {
        TreeMap<String, JsonValue> sorted = new TreeMap<>();
        fields.forEach((name, field) -> sorted.put(String.valueOf(name), tree(field)));
        return new JsonValue.Obj(sorted);
    }

    private static JsonValue fields(Record record) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        for (Field field : shape(record.getClass()).fields) {
            Object value = component(field, record);
            if (isPrinted(field, value)) {
                fields.put(field.name, tree(value));
            }
        }
        return new JsonValue.Obj(fields);
    }

    private static @Nullable Object component(Field field, Record record) {
        try {
            return (Object) field.accessor.invokeExact(record);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPrinted(Field field, @Nullable Object value) {
        return switch (field.absent) {
            case null -> value != null;
            case PRINT_NULL -> true;
            case OMIT_EMPTY -> !isEmpty(value);
        };
    }

    private static boolean isEmpty(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case String text -> text.isEmpty();
            case Boolean truth -> !truth;
            case Number number -> number.doubleValue() == 0;
            case List<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            default -> false;
        };
    }

    /// Go's RFC3339Nano: as many digits of the second as are needed, none when it is whole.
    static String rfc3339Nano(Instant instant) {
        String seconds = Instant.ofEpochSecond(instant.getEpochSecond()).toString();
        if (instant.getNano() == 0) {
            return seconds;
        }
        String digits = Integer.toString(1_000_000_000 + instant.getNano()).substring(1);
        int length = digits.length();
        while (digits.charAt(length - 1) == '0') {
            length--;
        }
        return seconds.substring(0, seconds.length() - 1) + "." + digits.substring(0, length) + "Z";
    }
}
