package dev.gantry.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A plain registry (Debian's docker-registry) on a free port of the loopback address, in the
/// network of one engine. What it keeps lies in a directory that several may share.
final class Registry implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final int port;

    private Registry(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static Registry start(Path storage, List<String> inNetwork) throws IOException {
        Path config = Files.createTempFile("registry", ".yml");
        Files.writeString(
                config,
                """
                version: 0.1
                storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
                http: {addr: "127.0.0.1:0"}
                """
                        .formatted(storage));
        List<String> command = new ArrayList<>(inNetwork);
        command.addAll(List.of("docker-registry", "serve", config.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            return new Registry(process, port(process));
        } finally {
            Files.delete(config);
        }
    }

    /// It says where it listens; what it says afterwards nobody reads, but it must not block.
    private static int port(Process process) throws IOException {
        BufferedReader log = process.inputReader();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                Thread.ofVirtual().start(() -> log.lines().forEach(_ -> {}));
                return Integer.parseInt(listening.group(1));
            }
        }
        throw new AssertionError("the registry did not start");
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
