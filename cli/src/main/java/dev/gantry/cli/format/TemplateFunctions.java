package dev.gantry.cli.format;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The functions of templates: Go's own, and those Docker adds.
final class TemplateFunctions {
    static final Set<String> NAMES =
            Set.of(
                    "and",
                    "or",
                    "not",
                    "len",
                    "index",
                    "slice",
                    "print",
                    "printf",
                    "println",
                    "eq",
                    "ne",
                    "lt",
                    "le",
                    "gt",
                    "ge",
                    "json",
                    "split",
                    "join",
                    "title",
                    "lower",
                    "upper",
                    "pad",
                    "truncate",
                    "html",
                    "urlquery");

    private TemplateFunctions() {}

    static @Nullable Object call(String name, List<@Nullable Object> a) throws TemplateException {
        try {
            return switch (name) {
                case "and" -> firstWhere(a, false);
                case "or" -> firstWhere(a, true);
                case "not" -> !GoValue.isTrue(a.getFirst());
                case "len" -> length(a.getFirst());
                case "index" -> index(a);
                case "slice" -> slice(a);
                case "print" -> GoValue.print(a);
                case "println" -> GoValue.println(a);
                case "printf" -> GoPrintf.format(text(a, 0), a.subList(1, a.size()));
                case "eq" -> a.stream().skip(1).anyMatch(other -> equal(a.getFirst(), other));
                case "ne" -> !equal(a.get(0), a.get(1));
                case "lt" -> compare(a) < 0;
                case "le" -> compare(a) <= 0;
                case "gt" -> compare(a) > 0;
                case "ge" -> compare(a) >= 0;
                case "json" -> json(a.getFirst());
                default -> strings(name, a);
            };
        } catch (IndexOutOfBoundsException | java.util.NoSuchElementException e) {
            throw new TemplateException("wrong number of args for " + name + ": got " + a.size());
        }
    }

    private static Object strings(String name, List<@Nullable Object> a) throws TemplateException {
        return switch (name) {
            case "split" -> split(text(a, 0), text(a, 1));
            case "join" ->
                    items(a.get(0)).stream()
                            .map(GoValue::show)
                            .collect(Collectors.joining(text(a, 1)));
            case "title" -> title(text(a, 0));
            case "html" -> html(GoValue.print(a));
            case "urlquery" -> URLEncoder.encode(GoValue.print(a), StandardCharsets.UTF_8);
            case "lower" -> text(a, 0).toLowerCase(Locale.ROOT);
            case "upper" -> text(a, 0).toUpperCase(Locale.ROOT);
            case "pad" ->
                    text(a, 0).isEmpty()
                            ? ""
                            : " ".repeat(whole(a, 1)) + text(a, 0) + " ".repeat(whole(a, 2));
            case "truncate" ->
                    text(a, 0).length() < whole(a, 1)
                            ? text(a, 0)
                            : text(a, 0).substring(0, whole(a, 1));
            default -> throw new TemplateException("function \"" + name + "\" not defined");
        };
    }

    /// Rows come out as Go's `Marshal` makes them, fit to stand in a web page.
    private static String json(@Nullable Object value) {
        String text = Json.print(GoValue.json(value));
        return value instanceof Fields
                ? text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
                : text;
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&#34;")
                .replace("'", "&#39;");
    }

    private static List<Object> split(String text, String separator) {
        return new ArrayList<>(
                Arrays.asList(text.split(java.util.regex.Pattern.quote(separator), -1)));
    }

    private static String title(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            if (i == 0 || Character.isWhitespace(out.charAt(i - 1))) {
                out.setCharAt(i, Character.toTitleCase(out.charAt(i)));
            }
        }
        return out.toString();
    }

    private static @Nullable Object firstWhere(List<@Nullable Object> values, boolean wanted) {
        return values.stream()
                .filter(value -> GoValue.isTrue(value) == wanted)
                .findFirst()
                .orElse(values.getLast());
    }

    private static String text(List<@Nullable Object> a, int index) {
        return GoValue.show(a.get(index));
    }

    private static int whole(List<@Nullable Object> a, int index) throws TemplateException {
        if (a.get(index) instanceof Long number) {
            return (int) Math.max(0, Math.min(number, Integer.MAX_VALUE));
        }
        throw new TemplateException("expected integer; found " + GoValue.show(a.get(index)));
    }

    private static List<@Nullable Object> items(@Nullable Object value) throws TemplateException {
        return switch (value) {
            case null -> List.of();
            case GoValue.Nothing _ -> List.of();
            case JsonValue.Arr(List<JsonValue> items) -> {
                List<@Nullable Object> values = new ArrayList<>();
                items.forEach(item -> values.add(GoValue.of(item)));
                yield values;
            }
            case List<?> list -> new ArrayList<@Nullable Object>(list);
            default -> throw new TemplateException("expected a list; found " + GoValue.show(value));
        };
    }

    private static long length(@Nullable Object value) throws TemplateException {
        return switch (value) {
            case String text -> text.getBytes(StandardCharsets.UTF_8).length;
            case JsonValue.Obj object -> object.fields().size();
            case null -> 0;
            default -> items(value).size();
        };
    }

    private static @Nullable Object index(List<@Nullable Object> a) throws TemplateException {
        Object value = a.getFirst();
        for (Object key : a.subList(1, a.size())) {
            if (value instanceof JsonValue.Obj object) {
                JsonValue found = object.fields().get(GoValue.show(key));
                value = found == null ? new GoValue.Nothing("") : GoValue.of(found);
            } else if (key instanceof Long number && !(value instanceof GoValue.Nothing)) {
                List<@Nullable Object> items = items(value);
                if ((number < 0) || (number >= items.size())) {
                    throw new TemplateException(
                            "error calling index: reflect: slice index out of range");
                }
                value = items.get(number.intValue());
            } else {
                throw new TemplateException(
                        value == null || value instanceof GoValue.Nothing
                                ? "error calling index: index of untyped nil"
                                : "error calling index: cannot index slice/array with type string");
            }
        }
        return value;
    }

    private static Object slice(List<@Nullable Object> a) throws TemplateException {
        int from = a.size() > 1 ? whole(a, 1) : 0;
        if (a.getFirst() instanceof String text) {
            int to = a.size() > 2 ? whole(a, 2) : text.length();
            checkRange(from, to, text.length());
            return text.substring(from, to);
        }
        List<@Nullable Object> items = items(a.getFirst());
        int to = a.size() > 2 ? whole(a, 2) : items.size();
        checkRange(from, to, items.size());
        return items.subList(from, to);
    }

    private static void checkRange(int from, int to, int length) throws TemplateException {
        if (from > to || to > length) {
            throw new TemplateException("error calling slice: index out of range: " + to);
        }
    }

    private static boolean equal(@Nullable Object left, @Nullable Object right) {
        return (left instanceof Number a && right instanceof Number b)
                ? Double.compare(a.doubleValue(), b.doubleValue()) == 0
                : Objects.equals(left, right);
    }

    private static int compare(List<@Nullable Object> a) throws TemplateException {
        if (a.get(0) instanceof Number left && a.get(1) instanceof Number right) {
            return Double.compare(left.doubleValue(), right.doubleValue());
        }
        if (a.get(0) instanceof String left && a.get(1) instanceof String right) {
            return left.compareTo(right);
        }
        throw new TemplateException("error calling lt: incompatible types for comparison");
    }
}
