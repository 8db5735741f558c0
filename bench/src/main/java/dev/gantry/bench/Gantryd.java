package dev.gantry.bench;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// An engine of our own for one run, as `./gantry daemon` starts it, with directories, socket and
/// network namespace of its own. Closing it leaves nothing.
final class Gantryd implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final Path program;
    private final List<String> options;
    private final Path home;
    private final Side side;
    private Process process;
    private Times times;

    private Gantryd(Path program, List<String> options) throws IOException {
        this.program = program;
        this.options = List.copyOf(options);
        this.home = Files.createTempDirectory(Path.of("/var/tmp"), "gantry-bench-");
        this.side = Side.at("gantryd", home.resolve("docker.sock"));
        this.process = launch();
        this.times = new Times(0, 0);
    }

    /// Milliseconds from the start of the process.
    ///
    /// @param ping until the first answer
    /// @param ready until the first answer that needs the whole engine
    record Times(double ping, double ready) {}

    /// @param program `./gantry`
    /// @param options of the daemon, besides those that keep it apart from others
    static Gantryd start(Path program, List<String> options)
            throws IOException, InterruptedException {
        Gantryd daemon = new Gantryd(program, options);
        try {
            daemon.times = daemon.awaitReady(System.nanoTime());
            return daemon;
        } catch (IOException | InterruptedException e) {
            daemon.close();
            throw e;
        }
    }

    private Process launch() throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "unshare",
                                "--net",
                                program.toString(),
                                "daemon",
                                "--host=unix://" + side.socket(),
                                "--data-root=" + home.resolve("data"),
                                "--exec-root=" + execRoot(),
                                "--pidfile=" + home.resolve("pid"),
                                "--config-file=/dev/null"));
        command.addAll(options);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /// Where an installed engine has it: in memory.
    private Path execRoot() {
        return Path.of("/run").resolve(home.getFileName());
    }

    private Path log() {
        return home.resolve("log");
    }

    private Times awaitReady(long start) throws IOException, InterruptedException {
        double ping = await(start, Request.get("/_ping"));
        return new Times(ping, await(start, Request.get("/images/json")));
    }

    private double await(long start, Request request) throws IOException, InterruptedException {
        while (true) {
            try {
                side.client().call(request);
                return (System.nanoTime() - start) / 1e6;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() - start > PATIENCE) {
                    throw new IOException("gantryd does not answer: " + Files.readString(log()), e);
                }
                Thread.sleep(1);
            }
        }
    }

    /// Ends it and starts it again on the same directories.
    void restart() throws IOException, InterruptedException {
        stop();
        long start = System.nanoTime();
        process = launch();
        times = awaitReady(start);
    }

    /// Of the last start.
    Times times() {
        return times;
    }

    Side side() {
        return side;
    }

    Path program() {
        return program;
    }

    List<String> options() {
        return options;
    }

    long pid() {
        return process.pid();
    }

    /// The runtime its containers run with, and its version.
    String runtime() throws IOException {
        JsonValue.Obj info = side.client().object(Request.get("/info"));
        return info.text("DefaultRuntime", "?");
    }

    /// How `./gantry` calls the JVM for its commands, without the command: taken from one that
    /// runs.
    List<String> commandLine() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "events");
        builder.environment().putAll(side.environment());
        Process running = builder.start();
        try {
            List<String> words;
            do {
                Thread.sleep(10);
                words = Processes.commandLine(running.pid());
            } while (running.isAlive() && !words.contains("dev.gantry.cli.Main"));
            return words.subList(0, words.size() - 1);
        } finally {
            running.destroyForcibly().waitFor();
        }
    }

    private void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (process.isAlive()) {
                removeContainers();
            }
        } finally {
            end();
            deleteTree(home);
            deleteTree(execRoot());
        }
    }

    private void end() throws IOException {
        side.client().close();
        try {
            stop();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void removeContainers() throws IOException {
        for (JsonValue.Obj container :
                side.client().objects(Request.get("/containers/json").query("all", "1"))) {
            String id = container.text("Id", "");
            side.client().call(Request.delete("/containers/" + id).query("force", "1"));
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
