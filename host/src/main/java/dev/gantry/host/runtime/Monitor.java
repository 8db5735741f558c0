package dev.gantry.host.runtime;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.host.runtime.RuntimeLayout.ContainerFiles;
import dev.gantry.linux.Fd;
import dev.gantry.linux.Pidfd;
import dev.gantry.linux.Pipe;
import dev.gantry.linux.Spawn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Starts `conmon`, which holds a container's streams, writes its log and keeps its exit code, and
/// outlives us (conmon(8); the pipes are those Podman uses).
///
/// conmon calls the runtime; what became of that comes back through the sync pipe as one JSON
/// document: `{"data": pid}`, or a negative number with a message.
final class Monitor {
    private final Path program;

    Monitor(Path program) {
        this.program = program;
    }

    /// What conmon is to watch.
    ///
    /// @param log where all output is kept, or `null` for nowhere
    record Watch(
            String id,
            RuntimeProgram runtime,
            Path bundle,
            ContainerFiles files,
            boolean terminal,
            RuntimeRequest.Stdin stdin,
            @Nullable Path log) {}

    /// Has a container created.
    ///
    /// @return the container's first process
    int create(Watch watch, String command) throws IOException, InterruptedException {
        try (Pipe start = Pipe.open("start pipe");
                Pipe sync = Pipe.open("sync pipe")) {
            launch(watch, List.of(), pipes(start, sync, null), start);
            return processId(watch, sync, RuntimeMessages.During.CREATE, command);
        }
    }

    /// Has a command prepared: conmon has its attach socket open when this returns.
    ///
    /// @return what waits for {@link Prepared#start}
    Prepared exec(Watch watch, String command) throws IOException, InterruptedException {
        Pipe start = Pipe.open("start pipe");
        Pipe sync = Pipe.open("sync pipe");
        try (Pipe attach = Pipe.open("attach pipe")) {
            List<String> more =
                    List.of(
                            "--exec",
                            "--exec-attach",
                            "--exec-process-spec",
                            watch.files.process().toString());
            launch(watch, more, pipes(start, sync, attach), start);
            read(attach);
            return new Prepared(watch, command, start, sync);
        } catch (IOException | InterruptedException | RuntimeException e) {
            start.close();
            sync.close();
            throw e;
        }
    }

    /// A command that is ready to run.
    record Prepared(Watch watch, String command, Pipe startPipe, Pipe sync)
            implements AutoCloseable {
        /// @return its process
        int start() throws IOException, InterruptedException {
            startPipe.writing().write(new byte[] {1}, 0, 1);
            return processId(watch, sync, RuntimeMessages.During.EXEC, command);
        }

        @Override
        public void close() {
            startPipe.close();
            sync.close();
        }
    }

    private static Map<String, Fd> pipes(Pipe start, Pipe sync, @Nullable Pipe attach)
            throws IOException {
        Map<String, Fd> pipes = new HashMap<>();
        pipes.put("_OCI_STARTPIPE", start.reading());
        pipes.put("_OCI_SYNCPIPE", sync.writing());
        if (attach != null) {
            pipes.put("_OCI_ATTACHPIPE", attach.writing());
        }
        for (Fd pipe : pipes.values()) {
            pipe.setBlocking(true);
        }
        return pipes;
    }

    /// conmon waits for a byte, forks, and its parent ends; what goes on is no child of ours.
    private void launch(Watch watch, List<String> more, Map<String, Fd> pipes, Pipe start)
            throws IOException, InterruptedException {
        Files.deleteIfExists(watch.files.runtimeLog());
        Map<String, String> environment = new HashMap<>(RuntimeProgram.ENVIRONMENT);
        List<Fd> descriptors = new ArrayList<>();
        pipes.forEach((variable, fd) -> {
            environment.put(variable, Integer.toString(3 + descriptors.size()));
            descriptors.add(fd);
        });
        List<String> arguments = new ArrayList<>(arguments(watch));
        arguments.addAll(more);
        Spawn spawn =
                Spawn.program(program, arguments, environment)
                        .descriptor(null)
                        .descriptor(null)
                        .descriptor(null)
                        .in(watch.files.directory());
        descriptors.forEach(spawn::descriptor);
        try (Pidfd conmon = spawn.start()) {
            descriptors.forEach(Fd::close);
            start.writing().write(new byte[] {1}, 0, 1);
            int code = conmon.reap();
            if (code != 0) {
                throw new IOException(
                        "the container monitor %s ended at once with code %d"
                                .formatted(program, code));
            }
        }
    }

    private static List<String> arguments(Watch watch) {
        ContainerFiles files = watch.files;
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--api-version",
                                "1",
                                "--cid",
                                watch.id,
                                "--cuuid",
                                watch.id,
                                "--name",
                                watch.id,
                                "--runtime",
                                watch.runtime.program().toString(),
                                "--bundle",
                                watch.bundle.toString(),
                                "--container-pidfile",
                                files.pid().toString(),
                                "--conmon-pidfile",
                                files.monitorPid().toString(),
                                "--persist-dir",
                                files.directory().toString(),
                                "--full-attach",
                                "--no-sync-log",
                                "--log-level",
                                "error",
                                "--log-path",
                                watch.log == null ? "none" : "k8s-file:" + watch.log));
        for (String option : watch.runtime.globalOptions(files.runtimeLog())) {
            arguments.add("--runtime-arg");
            arguments.add(option);
        }
        if (watch.terminal) {
            arguments.add("--terminal");
        }
        switch (watch.stdin) {
            case NONE -> {}
            case ONCE -> arguments.add("--stdin");
            case KEPT -> arguments.addAll(List.of("--stdin", "--leave-stdin-open"));
        }
        return arguments;
    }

    private static int processId(
            Watch watch, Pipe sync, RuntimeMessages.During during, String command)
            throws IOException, InterruptedException {
        OptionalInt pid = data(read(sync));
        if (pid.isPresent() && pid.getAsInt() > 0) {
            return pid.getAsInt();
        }
        String said =
                RuntimeProgram.lastError(
                        watch.files.runtimeLog(),
                        "the runtime gave no reason; see " + watch.files.directory());
        throw RuntimeMessages.failure(during, said, command);
    }

    private static OptionalInt data(String line) throws IOException {
        if (line.isEmpty()) {
            return OptionalInt.empty();
        }
        return Json.parse(line) instanceof JsonValue.Obj answer
                        && answer.get("data").orElse(null) instanceof JsonValue.Num number
                ? OptionalInt.of((int) number.longValueExact())
                : OptionalInt.empty();
    }

    /// The first line, which a command that ends at once follows with a second; empty when the
    /// other side closed without one.
    private static String read(Pipe pipe) throws IOException, InterruptedException {
        StringBuilder line = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (line.indexOf("\n") < 0) {
            int count = pipe.reading().read(buffer, 0, buffer.length);
            if (count < 0) {
                break;
            }
            line.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
        return line.toString().lines().findFirst().orElse("").strip();
    }
}
