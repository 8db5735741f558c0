package dev.gantry.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The terminal is one that `script` makes, around a JVM of our own.
class TerminalTest {
    @TempDir Path directory;

    @Test
    void rawModeHasNoEchoAndIsUndone() throws Exception {
        String output = inTerminal("stty rows 33 cols 111", TerminalProbe.class);

        assertThat(output)
                .contains("exists true", "size Size[rows=33, columns=111]")
                .containsSubsequence(
                        "before echo icanon", "raw -echo -icanon", "after echo icanon");
    }

    @Test
    void withoutTerminalThereIsNone() throws Exception {
        Process process =
                new ProcessBuilder(java(TerminalProbe.class))
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(output).contains("exists false").contains("LinuxException");
    }

    @Test
    void aClosedStandardStreamIsNamedInTheFailure() {
        assertThatThrownBy(() -> throwSize()).hasMessageContaining("/dev/fd/");
    }

    /// Under Surefire no standard stream is a terminal.
    private static Terminal.Size throwSize() throws LinuxException {
        return Terminal.stdout().size();
    }

    private String inTerminal(String before, Class<?> main) throws Exception {
        Path log = directory.resolve("typescript");
        String command = before + "; " + String.join(" ", java(main));
        Process process =
                new ProcessBuilder("script", "-qec", command, log.toString())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(log);
    }

    private static List<String> java(Class<?> main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
    }
}
