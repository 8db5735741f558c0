package dev.gantry.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A running engine, ours or the real Docker, and the real docker CLI pointed at it.
interface Daemon extends AutoCloseable {
    /// The directory everything of it lies in.
    Path home();

    default Path socket() {
        return home().resolve("docker.sock");
    }

    /// How to call it in the message of a failure.
    String title();

    /// A prefix that makes a program run in the network that this engine publishes ports in.
    List<String> inItsNetwork();

    @Override
    void close() throws IOException;

    default Map<String, String> environment() {
        return Map.of("DOCKER_HOST", "unix://" + socket(), "DOCKER_CONFIG", home().toString());
    }

    default Command.Result docker(String... arguments) throws IOException, InterruptedException {
        return docker(InputStream.nullInputStream(), arguments);
    }

    default Command.Result docker(InputStream input, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return Command.run(environment(), input, command);
    }

    /// A line that goes on beside the test, which ends it.
    default Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment());
        return builder.start();
    }

    /// In a terminal, with keys typed as given.
    default Command.Result inTerminal(InputStream keys, String command)
            throws IOException, InterruptedException {
        return Command.run(environment(), keys, List.of("script", "-qec", command, "/dev/null"));
    }
}
