package dev.gantry.host.runtime;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.linux.Pidfd;
import dev.gantry.linux.Pipe;
import dev.gantry.linux.Spawn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An OCI runtime as a program: its command line (OCI runtime-spec, runtime.md, "Operations"; the
/// options of `runc` that `crun` shares).
///
/// @param root where it keeps its own state
record RuntimeProgram(String name, Path program, Path root) {
    static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

    /// What a call printed and how it ended.
    record Outcome(int code, String output) {}

    /// The options before the operation.
    ///
    /// @param log where it writes its warnings and errors, one JSON document a line
    List<String> globalOptions(Path log) {
        return List.of("--root", root.toString(), "--log", log.toString(), "--log-format", "json");
    }

    /// Runs one operation to its end; what it says of errors is in the log. It gets no pipe of
    /// ours: `create` hands its own streams on to the container.
    ///
    /// @return the exit code
    int run(Path log, List<String> operation) throws IOException, InterruptedException {
        Files.deleteIfExists(log);
        List<String> arguments = new ArrayList<>(globalOptions(log));
        arguments.addAll(operation);
        try (Pidfd child = Spawn.program(program, arguments, ENVIRONMENT).start()) {
            return child.reap();
        }
    }

    /// Runs it for what it prints.
    Outcome call(List<String> arguments) throws IOException, InterruptedException {
        try (Pipe pipe = Pipe.open(name + " output")) {
            pipe.writing().setBlocking(true);
            try (Pidfd child =
                    Spawn.program(program, arguments, ENVIRONMENT)
                            .descriptor(null)
                            .descriptor(pipe.writing())
                            .descriptor(pipe.writing())
                            .start()) {
                pipe.writing().close();
                String output =
                        new String(pipe.reading().input().readAllBytes(), StandardCharsets.UTF_8);
                return new Outcome(child.reap(), output);
            }
        }
    }

    /// The last error in a log the runtime wrote, or `fallback` when it wrote none.
    static String lastError(Path log, String fallback) throws IOException {
        String found = fallback.strip();
        try {
            for (String line : Files.readAllLines(log)) {
                if (parse(line) instanceof JsonValue.Obj entry
                        && entry.text("level", "").equals("error")) {
                    found = entry.text("msg", found);
                }
            }
        } catch (NoSuchFileException e) {
            return found;
        }
        return found;
    }

    private static JsonValue parse(String line) {
        try {
            return Json.parse(line);
        } catch (JsonException e) {
            return new JsonValue.Null();
        }
    }
}
