package dev.gantry.host.runtime;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.base.RandomId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the OCI runtime that can make a container on this machine, by having each make one: crun
/// refuses some cgroup set-ups, and an old runc may miss what the kernel wants.
final class RuntimeProbe {
    private static final List<Path> SEARCH =
            List.of(
                    Path.of("/usr/local/sbin"),
                    Path.of("/usr/local/bin"),
                    Path.of("/usr/sbin"),
                    Path.of("/usr/bin"),
                    Path.of("/sbin"),
                    Path.of("/bin"));

    private final RuntimeLayout layout;
    private final RuntimeOptions options;

    RuntimeProbe(RuntimeLayout layout, RuntimeOptions options) {
        this.layout = layout;
        this.options = options;
    }

    /// Where a program of this name is.
    static Optional<Path> find(String program) {
        return SEARCH.stream()
                .map(directory -> directory.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// All runtimes there are, by name.
    Map<String, RuntimeProgram> programs() {
        Map<String, RuntimeProgram> programs = new LinkedHashMap<>();
        for (String name : List.of("crun", "runc")) {
            find(name).ifPresent(path -> programs.put(name, program(name, path)));
        }
        options.runtimes().forEach((name, path) -> programs.put(name, program(name, path)));
        return programs;
    }

    private RuntimeProgram program(String name, Path path) {
        return new RuntimeProgram(name, path, layout.runtimeRoot(name));
    }

    /// The first that works: the one asked for, else crun before runc.
    RuntimeChoice choose(Map<String, RuntimeProgram> programs)
            throws IOException, InterruptedException {
        String wanted = options.defaultRuntime();
        List<String> candidates = wanted != null ? List.of(wanted) : List.of("crun", "runc");
        List<String> refusals = new ArrayList<>();
        for (String name : candidates) {
            RuntimeProgram program = programs.get(name);
            if (program == null) {
                refusals.add(name + " is not installed");
                continue;
            }
            String refusal = refusal(program);
            if (refusal.isEmpty()) {
                String before = refusals.isEmpty() ? "first choice" : String.join("; ", refusals);
                return new RuntimeChoice(name, program.program(), version(program), before);
            }
            refusals.add(name + " cannot be used here: " + refusal);
        }
        throw new IOException(
                "no OCI runtime works on this machine (%s); install crun or runc"
                        .formatted(String.join("; ", refusals)));
    }

    private static String version(RuntimeProgram program) throws IOException, InterruptedException {
        String first = program.call(List.of("--version")).output().lines().findFirst().orElse("");
        return first.replaceFirst("^.*version ", "");
    }

    /// Makes a container that is never started, and removes it.
    ///
    /// @return why it could not; empty when it could
    private String refusal(RuntimeProgram program) throws IOException, InterruptedException {
        String id = "gantry-probe-" + RandomId.hex(6);
        Path bundle = Files.createDirectories(layout.execRoot().resolve("probe").resolve(id));
        Files.createDirectory(bundle.resolve("rootfs"));
        Path log = bundle.resolve("log");
        Files.write(bundle.resolve("config.json"), Json.bytes(config(id)));
        try {
            int code = program.run(log, List.of("create", "--bundle", bundle.toString(), id));
            program.run(bundle.resolve("delete.log"), List.of("delete", "--force", id));
            return code == 0 ? "" : RuntimeProgram.lastError(log, "it gave no reason").strip();
        } finally {
            RuntimeContainers.deleteTree(bundle);
        }
    }

    /// The host's own programs, so that there is something to run.
    private static List<JsonValue> mounts() {
        List<JsonValue> mounts = new ArrayList<>();
        mounts.add(Json.tree(new Mount("/proc", "proc", "proc", List.of())));
        mounts.add(Json.tree(new Mount("/dev", "tmpfs", "tmpfs", List.of("nosuid"))));
        for (String directory : List.of("/usr", "/bin", "/lib", "/lib64")) {
            if (Files.isDirectory(Path.of(directory))) {
                mounts.add(
                        Json.tree(new Mount(directory, "bind", directory, List.of("rbind", "ro"))));
            }
        }
        return mounts;
    }

    private record Mount(String destination, String type, String source, List<String> options) {}

    private static JsonValue config(String id) {
        List<JsonValue> namespaces = new ArrayList<>();
        for (String type : List.of("mount", "pid", "ipc", "uts")) {
            namespaces.add(JsonValue.object().put("type", type).build());
        }
        return JsonValue.object()
                .put("ociVersion", "1.0.2")
                .put(
                        "process",
                        JsonValue.object()
                                .put("args", List.of("/bin/true"))
                                .put("cwd", "/")
                                .put("user", JsonValue.object().put("uid", 0).put("gid", 0).build())
                                .build())
                .put("root", JsonValue.object().put("path", "rootfs").build())
                .put("mounts", mounts())
                .put(
                        "linux",
                        JsonValue.object()
                                .put("cgroupsPath", "/" + id)
                                .put("namespaces", namespaces)
                                .build())
                .build();
    }
}
