package dev.gantry.host.runtime;

import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.host.runtime.SeccompProfile.Condition;
import dev.gantry.host.runtime.SeccompProfile.ConditionalRule;
import dev.gantry.host.runtime.SeccompProfile.Kernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads Docker's profile files. A word it does not know is an error: a policy that is understood
/// in part protects in part.
final class SeccompProfileText {
    private SeccompProfileText() {}

    static SeccompProfile parse(JsonValue document) throws JsonException {
        if (!(document instanceof JsonValue.Obj profile)) {
            throw new JsonException("seccomp profile is no JSON object");
        }
        List<String> architectures = strings(profile, "architectures");
        Map<String, List<String>> subArchitectures = new LinkedHashMap<>();
        for (JsonValue.Obj entry : objects(profile, "archMap")) {
            subArchitectures.put(
                    entry.text("architecture", ""), strings(entry, "subArchitectures"));
        }
        if (!architectures.isEmpty() && !subArchitectures.isEmpty()) {
            throw new JsonException(
                    "use either 'architectures' or 'archMap' in a seccomp profile, not both");
        }
        List<ConditionalRule> rules = new ArrayList<>();
        for (JsonValue.Obj call : objects(profile, "syscalls")) {
            rules.add(rule(call));
        }
        return new SeccompProfile(
                action(profile, "defaultAction"),
                errno(profile, "defaultErrnoRet"),
                architectures,
                subArchitectures,
                strings(profile, "flags"),
                rules);
    }

    private static ConditionalRule rule(JsonValue.Obj call) throws JsonException {
        List<String> names = new ArrayList<>(strings(call, "names"));
        String name = call.text("name", "");
        if (!name.isEmpty()) {
            if (!names.isEmpty()) {
                throw new JsonException("use either 'name' or 'names' in a seccomp rule, not both");
            }
            names.add(name);
        }
        List<SeccompFilter.Argument> arguments = new ArrayList<>();
        for (JsonValue.Obj argument : objects(call, "args")) {
            arguments.add(
                    new SeccompFilter.Argument(
                            Math.toIntExact(number(argument, "index")),
                            number(argument, "value"),
                            number(argument, "valueTwo"),
                            constant(
                                    SeccompFilter.Operator.class,
                                    "SCMP_CMP_",
                                    argument.text("op", ""))));
        }
        return new ConditionalRule(
                new SeccompFilter.Rule(
                        names, action(call, "action"), errno(call, "errnoRet"), arguments),
                condition(call.object("includes")),
                condition(call.object("excludes")));
    }

    private static Condition condition(JsonValue.Obj condition) throws JsonException {
        String kernel = condition.text("minKernel", "");
        try {
            return new Condition(
                    strings(condition, "caps"),
                    strings(condition, "arches"),
                    kernel.isEmpty() ? null : Kernel.of(kernel));
        } catch (IllegalArgumentException e) {
            throw new JsonException("seccomp profile: " + e.getMessage(), e);
        }
    }

    private static SeccompFilter.Action action(JsonValue.Obj object, String field)
            throws JsonException {
        return constant(SeccompFilter.Action.class, "SCMP_ACT_", object.text(field, ""));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String prefix, String name)
            throws JsonException {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> name.equals(prefix + constant.name()))
                .findFirst()
                .orElseThrow(() ->
                        new JsonException(
                                "seccomp profile: '" + name + "' is none of " + prefix + "…"));
    }

    private static @Nullable Integer errno(JsonValue.Obj object, String field)
            throws JsonException {
        return object.get(field).isEmpty() ? null : Math.toIntExact(number(object, field));
    }

    private static long number(JsonValue.Obj object, String field) throws JsonException {
        JsonValue value = object.fields().get(field);
        if (value == null) {
            return 0;
        }
        if (value instanceof JsonValue.Num(String literal)) {
            try {
                return Long.parseUnsignedLong(literal);
            } catch (NumberFormatException e) {
                throw new JsonException("seccomp profile: " + field + " is " + literal, e);
            }
        }
        throw new JsonException("seccomp profile: " + field + " is no number");
    }

    private static List<String> strings(JsonValue.Obj object, String field) throws JsonException {
        List<String> strings = new ArrayList<>();
        for (JsonValue item : object.list(field)) {
            if (!(item instanceof JsonValue.Str(String text))) {
                throw new JsonException("seccomp profile: " + field + " is no list of strings");
            }
            strings.add(text);
        }
        return strings;
    }

    private static List<JsonValue.Obj> objects(JsonValue.Obj object, String field)
            throws JsonException {
        List<JsonValue.Obj> objects = new ArrayList<>();
        for (JsonValue item : object.list(field)) {
            if (!(item instanceof JsonValue.Obj entry)) {
                throw new JsonException("seccomp profile: " + field + " is no list of objects");
            }
            objects.add(entry);
        }
        return objects;
    }
}
