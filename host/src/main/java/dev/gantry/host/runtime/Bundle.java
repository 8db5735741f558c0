package dev.gantry.host.runtime;

import dev.gantry.base.JsonValue;
import dev.gantry.host.runtime.Isolation.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A request as an OCI `config.json`. Pure: the seccomp part comes ready.
final class Bundle {
    /// crun loads the filter program it finds here, in base64, and compiles none.
    private static final String BPF_ANNOTATION = "run.oci.seccomp_bpf_data";

    private final RuntimeRequest request;

    private Bundle(RuntimeRequest request) {
        this.request = request;
    }

    /// The seccomp part of a configuration.
    sealed interface SeccompPart {
        record None() implements SeccompPart {}

        /// Every runtime understands it.
        record Policy(SeccompFilter filter) implements SeccompPart {}

        /// A compiled program in base64, which crun loads as it is.
        record Program(String base64) implements SeccompPart {}
    }

    static JsonValue.Obj config(RuntimeRequest request, SeccompPart seccomp) {
        return new Bundle(request).config(seccomp);
    }

    /// The process alone, as `runtime exec --process` wants it.
    static JsonValue.Obj process(ProcessSpec process) {
        JsonValue.Builder json =
                JsonValue.object()
                        .put("terminal", process.terminal() != null)
                        .put("user", user(process.user()))
                        .put("args", process.args())
                        .put("env", process.env())
                        .put("cwd", process.cwd())
                        .put("capabilities", capabilities(process))
                        .put("noNewPrivileges", process.privileges().noNewPrivileges());
        ProcessSpec.Terminal terminal = process.terminal();
        if (terminal != null && terminal.rows() > 0 && terminal.columns() > 0) {
            json.put(
                    "consoleSize",
                    JsonValue.object()
                            .put("height", terminal.rows())
                            .put("width", terminal.columns())
                            .build());
        }
        List<JsonValue> rlimits = process.rlimits().stream().map(Bundle::rlimit).toList();
        if (!rlimits.isEmpty()) {
            json.put("rlimits", rlimits);
        }
        putIfGiven(json, "oomScoreAdj", process.oomScoreAdj());
        putIfGiven(json, "apparmorProfile", process.privileges().apparmorProfile());
        putIfGiven(json, "selinuxLabel", process.privileges().selinuxLabel());
        return json.build();
    }

    private JsonValue.Obj config(SeccompPart seccomp) {
        Isolation isolation = request.isolation();
        JsonValue.Builder json =
                JsonValue.object()
                        .put("ociVersion", "1.0.2")
                        .put("process", process(request.process()))
                        .put(
                                "root",
                                JsonValue.object()
                                        .put("path", request.root().path().toString())
                                        .put("readonly", request.root().readOnly())
                                        .build());
        if (isolation.namespaces().uts() instanceof Namespace.Own) {
            json.put("hostname", isolation.hostname());
            if (!isolation.domainname().isEmpty()) {
                json.put("domainname", isolation.domainname());
            }
        }
        json.put("mounts", request.root().mounts().stream().map(Bundle::mount).toList());
        Map<String, String> annotations = new TreeMap<>(request.extras().annotations());
        if (seccomp instanceof SeccompPart.Program(String base64)) {
            annotations.put(BPF_ANNOTATION, base64);
        }
        if (!annotations.isEmpty()) {
            json.put("annotations", annotations);
        }
        if (!request.extras().hooks().isEmpty()) {
            json.put("hooks", hooks());
        }
        return json.put("linux", linux(seccomp)).build();
    }

    private JsonValue.Obj hooks() {
        JsonValue.Builder json = JsonValue.object();
        new TreeMap<>(request.extras().hooks())
                .forEach((moment, hooks) ->
                        json.put(moment, hooks.stream().map(Bundle::hook).toList()));
        return json.build();
    }

    private static JsonValue hook(RuntimeRequest.Hook hook) {
        JsonValue.Builder json =
                JsonValue.object()
                        .put("path", hook.path())
                        .put("args", hook.args())
                        .put("env", hook.env());
        return (hook.timeout() == 0 ? json : json.put("timeout", hook.timeout())).build();
    }

    private JsonValue.Obj linux(SeccompPart seccomp) {
        Isolation isolation = request.isolation();
        JsonValue.Builder linux =
                JsonValue.object()
                        .put("cgroupsPath", CgroupPath.of(request).path())
                        .put("namespaces", namespaces(isolation.namespaces()))
                        .put("resources", ResourcesJson.of(request.resources()))
                        .put("maskedPaths", isolation.paths().masked())
                        .put("readonlyPaths", isolation.paths().readOnly());
        if (!isolation.sysctls().isEmpty()) {
            linux.put("sysctl", isolation.sysctls());
        }
        if (!isolation.devices().isEmpty()) {
            linux.put("devices", isolation.devices().stream().map(Bundle::device).toList());
        }
        if (isolation.namespaces().user() instanceof Namespace.Own) {
            linux.put("uidMappings", mappings(isolation.namespaces().uids()));
            linux.put("gidMappings", mappings(isolation.namespaces().gids()));
        }
        putIfGiven(linux, "rootfsPropagation", isolation.rootPropagation());
        putIfGiven(linux, "mountLabel", request.process().privileges().selinuxLabel());
        if (seccomp instanceof SeccompPart.Policy(SeccompFilter filter)) {
            linux.put("seccomp", filter.toOci());
        }
        return linux.build();
    }

    private static JsonValue user(ProcessSpec.User user) {
        return JsonValue.object()
                .put("uid", user.uid())
                .put("gid", user.gid())
                .put("additionalGids", user.additionalGids())
                .build();
    }

    /// Root holds its ceiling at once; others only what execve would give them: nothing. Never
    /// inheritable, never ambient.
    private static JsonValue capabilities(ProcessSpec process) {
        List<String> ceiling = process.privileges().capabilities();
        JsonValue.Builder json = JsonValue.object().put("bounding", ceiling);
        if (process.user().uid() == 0) {
            json.put("effective", ceiling).put("permitted", ceiling);
        }
        return json.build();
    }

    private static JsonValue rlimit(ProcessSpec.Rlimit rlimit) {
        return JsonValue.object()
                .put("type", rlimit.type())
                .put("hard", new JsonValue.Num(Long.toUnsignedString(rlimit.hard())))
                .put("soft", new JsonValue.Num(Long.toUnsignedString(rlimit.soft())))
                .build();
    }

    private static JsonValue mount(MountSpec mount) {
        return JsonValue.object()
                .put("destination", mount.destination())
                .put("type", mount.type())
                .put("source", mount.source())
                .put("options", mount.options())
                .build();
    }

    private static List<JsonValue> namespaces(Isolation.Namespaces namespaces) {
        List<JsonValue> json = new ArrayList<>();
        json.add(JsonValue.object().put("type", "mount").build());
        put(json, "network", namespaces.network());
        put(json, "uts", namespaces.uts());
        put(json, "pid", namespaces.pid());
        put(json, "ipc", namespaces.ipc());
        put(json, "user", namespaces.user());
        put(json, "cgroup", namespaces.cgroup());
        return json;
    }

    private static void put(List<JsonValue> json, String type, Namespace namespace) {
        switch (namespace) {
            case Namespace.Own() -> json.add(JsonValue.object().put("type", type).build());
            case Namespace.Host() -> {}
            case Namespace.Joined(var path) ->
                    json.add(
                            JsonValue.object()
                                    .put("type", type)
                                    .put("path", path.toString())
                                    .build());
        }
    }

    private static List<JsonValue> mappings(List<Isolation.IdMapping> mappings) {
        return mappings.stream()
                .<JsonValue>map(mapping ->
                        JsonValue.object()
                                .put("containerID", mapping.container())
                                .put("hostID", mapping.host())
                                .put("size", mapping.size())
                                .build())
                .toList();
    }

    private static JsonValue device(Isolation.Device device) {
        return JsonValue.object()
                .put("path", device.path())
                .put("type", device.type())
                .put("major", device.major())
                .put("minor", device.minor())
                .put("fileMode", device.mode())
                .put("uid", device.uid())
                .put("gid", device.gid())
                .build();
    }

    private static void putIfGiven(JsonValue.Builder json, String field, @Nullable Object value) {
        if (value != null) {
            json.put(field, value);
        }
    }
}
