package dev.gantry.cli.format;

import dev.gantry.base.JsonValue;
import dev.gantry.cli.format.TemplateNode.Invocation;
import dev.gantry.cli.format.TemplateNode.Operand;
import dev.gantry.cli.format.TemplateNode.Pipe;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One run of a template over some data.
final class TemplateRun {
    /// Fields the daemon leaves out of its documents when they are not set.
    private static final Set<String> OPTIONAL =
            Set.of(
                    "Health",
                    "Healthcheck",
                    "Init",
                    "Annotations",
                    "StorageOpt",
                    "Tmpfs",
                    "Sysctls",
                    "Mounts",
                    "ExposedPorts",
                    "StopSignal",
                    "StopTimeout",
                    "Shell",
                    "SizeRw",
                    "SizeRootFs",
                    "ImageManifestDescriptor",
                    "Containers",
                    "OnBuild");

    private static final Set<String> EMPTY_LISTS =
            Set.of(
                    "Binds",
                    "CapAdd",
                    "CapDrop",
                    "Cmd",
                    "DeviceCgroupRules",
                    "DeviceRequests",
                    "Devices",
                    "Dns",
                    "DnsOptions",
                    "DnsSearch",
                    "Entrypoint",
                    "Env",
                    "ExecIDs",
                    "ExtraHosts",
                    "GroupAdd",
                    "Links",
                    "MaskedPaths",
                    "OnBuild",
                    "ReadonlyPaths",
                    "RepoDigests",
                    "RepoTags",
                    "SecurityOpt",
                    "Ulimits",
                    "VolumesFrom",
                    "Aliases",
                    "DNSNames",
                    "Warnings");
    private static final Set<String> EMPTY_MAPS =
            Set.of("Volumes", "Labels", "Options", "DriverOpts", "Ports", "PortBindings");

    private record Variable(String name, @Nullable Object value) {}

    private final StringBuilder out = new StringBuilder();
    private final Deque<Variable> variables = new ArrayDeque<>();
    private @Nullable Object dot;

    TemplateRun(@Nullable Object data) {
        this.dot = data;
        variables.push(new Variable("", data));
    }

    String run(List<TemplateNode> nodes) throws TemplateException {
        all(nodes);
        return out.toString();
    }

    private void all(List<TemplateNode> nodes) throws TemplateException {
        for (TemplateNode node : nodes) {
            node(node);
        }
    }

    private void node(TemplateNode node) throws TemplateException {
        int scope = variables.size();
        switch (node) {
            case TemplateNode.Text(String text) -> out.append(text);
            case TemplateNode.Action(Pipe pipe) -> {
                Object value = value(pipe);
                if (pipe.variables().isEmpty()) {
                    out.append(GoValue.show(value));
                }
                return;
            }
            case TemplateNode.If(Pipe condition, var then, var otherwise) ->
                    all(GoValue.isTrue(value(condition)) ? then : otherwise);
            case TemplateNode.With(Pipe pipe, var then, var otherwise) -> {
                Object value = value(pipe);
                if (GoValue.isTrue(value)) {
                    within(value, then);
                } else {
                    all(otherwise);
                }
            }
            case TemplateNode.Range range -> range(range);
        }
        leave(scope);
    }

    private void leave(int scope) {
        while (variables.size() > scope) {
            variables.pop();
        }
    }

    private void within(@Nullable Object value, List<TemplateNode> nodes) throws TemplateException {
        Object before = dot;
        dot = value;
        all(nodes);
        dot = before;
    }

    private void range(TemplateNode.Range range) throws TemplateException {
        Pipe pipe = range.values();
        Object values = last(pipe);
        List<Variable> entries = entries(values);
        if (entries.isEmpty()) {
            all(range.otherwise());
            return;
        }
        int scope = variables.size();
        for (int i = 0; i < entries.size(); i++) {
            Variable entry = entries.get(i);
            Object key = values instanceof JsonValue.Obj ? entry.name() : (Object) (long) i;
            List<String> names = pipe.variables();
            if (!names.isEmpty()) {
                variables.push(new Variable(names.getLast(), entry.value()));
            }
            if (names.size() > 1) {
                variables.push(new Variable(names.getFirst(), key));
            }
            within(entry.value(), range.body());
            leave(scope);
        }
    }

    private static List<Variable> entries(@Nullable Object values) throws TemplateException {
        List<Variable> entries = new ArrayList<>();
        switch (values) {
            case null -> {}
            case GoValue.Nothing _ -> {}
            case JsonValue.Obj(Map<String, JsonValue> fields) ->
                    new TreeMap<>(fields)
                            .forEach((k, v) -> entries.add(new Variable(k, GoValue.of(v))));
            case JsonValue.Arr(List<JsonValue> items) ->
                    items.forEach(item -> entries.add(new Variable("", GoValue.of(item))));
            case List<?> list -> list.forEach(item -> entries.add(new Variable("", item)));
            default ->
                    throw new TemplateException("range can't iterate over " + GoValue.show(values));
        }
        return entries;
    }

    private @Nullable Object value(Pipe pipe) throws TemplateException {
        Object value = last(pipe);
        for (String name : pipe.variables()) {
            if (!pipe.declares()) {
                set(name, value);
            } else {
                variables.push(new Variable(name, value));
            }
        }
        return value;
    }

    private void set(String name, @Nullable Object value) {
        Deque<Variable> inner = new ArrayDeque<>();
        while (!variables.isEmpty() && !variables.element().name().equals(name)) {
            inner.push(variables.pop());
        }
        if (!variables.isEmpty()) {
            variables.pop();
        }
        variables.push(new Variable(name, value));
        inner.forEach(variables::push);
    }

    private @Nullable Object last(Pipe pipe) throws TemplateException {
        Object value = null;
        boolean piped = false;
        for (Invocation command : pipe.commands()) {
            value = invoke(command, piped, value);
            piped = true;
        }
        return value;
    }

    private @Nullable Object invoke(Invocation command, boolean piped, @Nullable Object input)
            throws TemplateException {
        List<@Nullable Object> arguments = new ArrayList<>();
        for (Operand operand : command.operands().subList(1, command.operands().size())) {
            arguments.add(value(operand));
        }
        if (piped) {
            arguments.add(input);
        }
        return switch (command.operands().getFirst()) {
            case Operand.Function(String name) -> TemplateFunctions.call(name, arguments);
            case Operand.Fields chain when !arguments.isEmpty() -> fields(chain, arguments);
            case Operand other -> value(other);
        };
    }

    private @Nullable Object value(Operand operand) throws TemplateException {
        return switch (operand) {
            case Operand.Dot() -> dot;
            case Operand.Nil() -> null;
            case Operand.Literal(Object value) -> value;
            case Operand.Variable(String name) -> variable(name);
            case Operand.Function(String name) -> TemplateFunctions.call(name, List.of());
            case Operand.Nested(Pipe pipe) -> value(pipe);
            case Operand.Fields chain -> fields(chain, List.of());
        };
    }

    private @Nullable Object variable(String name) throws TemplateException {
        for (Variable variable : variables) {
            if (variable.name().equals(name)) {
                return variable.value();
            }
        }
        throw new TemplateException("undefined variable \"$" + name + "\"");
    }

    private @Nullable Object fields(Operand.Fields chain, List<@Nullable Object> arguments)
            throws TemplateException {
        Object value = value(chain.base());
        int position = chain.at();
        List<String> names = chain.names();
        for (int i = 0; i < names.size(); i++) {
            boolean isLast = i == names.size() - 1;
            try {
                value = field(value, names.get(i), isLast ? arguments : List.of());
            } catch (TemplateException e) {
                throw new TemplateException(
                        "template: :1:%d: executing \"\" at <.%s>: %s"
                                .formatted(position, String.join(".", names), e.getMessage()));
            }
            position += names.get(i).length() + 1;
        }
        return value;
    }

    private static @Nullable Object field(
            @Nullable Object value, String name, List<@Nullable Object> arguments)
            throws TemplateException {
        return switch (value) {
            case Fields fields -> {
                List<Object> given = new ArrayList<>();
                arguments.forEach(argument -> given.add(GoValue.show(argument)));
                yield fields.field(name, given);
            }
            case JsonValue.Obj object -> known(name, member(object, name));
            case null -> throw new TemplateException("nil data; no entry for key \"" + name + "\"");
            default -> throw new TemplateException("can't evaluate field " + name);
        };
    }

    /// Go's empty lists and maps are `null` in the documents.
    private static @Nullable Object known(String name, @Nullable JsonValue value) {
        if (!(value instanceof JsonValue.Null)) {
            return GoValue.of(value);
        }
        if (EMPTY_LISTS.contains(name)) {
            return new GoValue.Nothing("[]");
        }
        return EMPTY_MAPS.contains(name) ? new GoValue.Nothing("map[]") : null;
    }

    private static @Nullable JsonValue member(JsonValue.Obj object, String name)
            throws TemplateException {
        JsonValue exact = object.fields().get(name);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, JsonValue> field : object.fields().entrySet()) {
            if (field.getKey().equalsIgnoreCase(name)) {
                return field.getValue();
            }
        }
        if (OPTIONAL.contains(name)) {
            return null;
        }
        throw new TemplateException("map has no entry for key \"" + name + "\"");
    }
}
