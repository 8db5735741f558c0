package dev.gantry.host.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A shell command of a test.
final class Shell {
    private Shell() {}

    /// What it prints, when it succeeds.
    static String run(Path directory, String script) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("bash", "-ec", script)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("exit %d: %s".formatted(process.exitValue(), out));
        }
        return out;
    }
}
