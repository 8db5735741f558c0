package dev.gantry.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The real Docker 28 in a process of its own; see the script `conformance/reference`.
final class Reference implements Daemon {
    private static final int UNAVAILABLE = 69;
    private static final Path SCRIPT =
            Path.of(System.getProperty("basedir", "conformance"), "reference").toAbsolutePath();

    private final Path home;
    private final Process process;

    private Reference(Path home, Process process) {
        this.home = home;
        this.process = process;
    }

    /// Empty when it cannot be had on this machine; then the reason has been printed.
    static Optional<Reference> start() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory(Path.of("/var/tmp"), "gantry-reference-");
        Process process =
                new ProcessBuilder(SCRIPT.toString(), "serve", home.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("log").toFile())
                        .start();
        Reference reference = new Reference(home, process);
        if (reference.answers()) {
            return Optional.of(reference);
        }
        String log = Files.readString(home.resolve("log"));
        reference.close();
        if (process.exitValue() == UNAVAILABLE) {
            System.err.println("#### SKIPPED, NOTHING IS COMPARED WITH THE REAL DOCKER: " + log);
            return Optional.empty();
        }
        throw new AssertionError("the reference did not start: " + log);
    }

    private boolean answers() throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofMinutes(5));
        while (process.isAlive() && Instant.now().isBefore(deadline)) {
            if (Files.exists(socket()) && docker("version").code() == 0) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return false;
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public String title() {
        return "Docker";
    }

    @Override
    public List<String> inItsNetwork() {
        return List.of(SCRIPT.toString(), "join", home.toString());
    }

    /// Its end takes everything in its process namespace along.
    @Override
    public void close() throws IOException {
        try {
            if (process.isAlive()) {
                for (String id : docker("ps", "-aq").out().lines().toList()) {
                    docker("rm", "-fv", id);
                }
            }
            process.getOutputStream().close();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            Command.run(Map.of(), List.of("rm", "-rf", "--one-file-system", home.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
