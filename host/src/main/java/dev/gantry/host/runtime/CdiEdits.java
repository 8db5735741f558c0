package dev.gantry.host.runtime;

import dev.gantry.base.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What devices of the Container Device Interface add to a container (CDI specification,
/// `containerEdits`).
///
/// @param rules one for each device node
/// @param hooks by the moment they run at
public record CdiEdits(
        List<String> env,
        List<Isolation.Device> devices,
        List<Resources.DeviceRule> rules,
        List<MountSpec> mounts,
        Map<String, List<RuntimeRequest.Hook>> hooks,
        List<Long> groups) {
    public static final CdiEdits NONE =
            new CdiEdits(List.of(), List.of(), List.of(), List.of(), Map.of(), List.of());

    /// @throws IOException when a device node of the host's is not there
    static CdiEdits read(JsonValue.Obj edits) throws IOException {
        List<Isolation.Device> devices = new ArrayList<>();
        List<Resources.DeviceRule> rules = new ArrayList<>();
        for (JsonValue.Obj node : objects(edits, "deviceNodes")) {
            for (Isolation.Device device : device(node)) {
                devices.add(device);
                rules.add(
                        new Resources.DeviceRule(
                                true,
                                device.type(),
                                device.major(),
                                device.minor(),
                                node.text("permissions", "rwm")));
            }
        }
        Map<String, List<RuntimeRequest.Hook>> hooks = new LinkedHashMap<>();
        for (JsonValue.Obj hook : objects(edits, "hooks")) {
            hooks.computeIfAbsent(hook.text("hookName", ""), _ -> new ArrayList<>())
                    .add(hook(hook));
        }
        return new CdiEdits(
                texts(edits, "env"),
                devices,
                rules,
                objects(edits, "mounts").stream().map(CdiEdits::mount).toList(),
                hooks,
                edits.list("additionalGids").stream()
                        .map(gid -> number(gid, 0))
                        .filter(gid -> gid > 0)
                        .toList());
    }

    private static List<Isolation.Device> device(JsonValue.Obj node) throws IOException {
        String path = node.text("path", "");
        Path onHost = Path.of(node.text("hostPath", path));
        List<Isolation.Device> found = HostDevices.at(onHost, path);
        if (found.isEmpty()) {
            throw new IOException("no device node: " + onHost);
        }
        return found.stream()
                .map(device ->
                        new Isolation.Device(
                                device.path(),
                                device.type(),
                                device.major(),
                                device.minor(),
                                (int) number(node, "fileMode", device.mode()),
                                number(node, "uid", device.uid()),
                                number(node, "gid", device.gid())))
                .toList();
    }

    private static MountSpec mount(JsonValue.Obj mount) {
        List<String> options = texts(mount, "options");
        return new MountSpec(
                mount.text("containerPath", ""),
                mount.text("type", "bind"),
                mount.text("hostPath", ""),
                options.isEmpty() ? List.of("ro", "nosuid", "nodev", "rbind") : options);
    }

    private static RuntimeRequest.Hook hook(JsonValue.Obj hook) {
        return new RuntimeRequest.Hook(
                hook.text("path", ""),
                texts(hook, "args"),
                texts(hook, "env"),
                (int) number(hook, "timeout", 0));
    }

    CdiEdits and(CdiEdits other) {
        Map<String, List<RuntimeRequest.Hook>> all = new LinkedHashMap<>(hooks);
        other.hooks.forEach((moment, more) -> all.merge(moment, more, CdiEdits::concat));
        return new CdiEdits(
                concat(env, other.env),
                concat(devices, other.devices),
                concat(rules, other.rules),
                concat(mounts, other.mounts),
                all,
                concat(groups, other.groups));
    }

    private static <T> List<T> concat(List<T> one, List<T> other) {
        List<T> all = new ArrayList<>(one);
        all.addAll(other);
        return List.copyOf(all);
    }

    private static List<JsonValue.Obj> objects(JsonValue.Obj edits, String field) {
        return edits.list(field).stream()
                .filter(JsonValue.Obj.class::isInstance)
                .map(JsonValue.Obj.class::cast)
                .toList();
    }

    private static List<String> texts(JsonValue.Obj from, String field) {
        return from.list(field).stream()
                .filter(JsonValue.Str.class::isInstance)
                .map(text -> ((JsonValue.Str) text).value())
                .toList();
    }

    private static long number(JsonValue.Obj from, String field, long fallback) {
        return from.get(field).map(value -> number(value, fallback)).orElse(fallback);
    }

    private static long number(JsonValue value, long fallback) {
        return value instanceof JsonValue.Num number ? number.longValueExact() : fallback;
    }
}
