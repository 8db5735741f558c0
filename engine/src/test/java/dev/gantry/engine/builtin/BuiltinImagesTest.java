package dev.gantry.engine.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.oci.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltinImagesTest {
    @Test
    void theHelloProgramPrintsItsGreetingAndSucceeds(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("hello");
        Files.write(file, HelloProgram.of(Platform.current().architecture()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        Process process = new ProcessBuilder(file.toString()).start();
        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
                .isEqualTo(HelloProgram.greeting());
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void bothArchitecturesHaveOneOfTheirOwn() {
        assertThat(HelloProgram.of("amd64")[18]).isEqualTo((byte) 62);
        assertThat(HelloProgram.of("arm64")[18]).isEqualTo((byte) 183);
    }

    @Test
    void theAppletsAreThoseBusyboxLists() throws Exception {
        Process process = new ProcessBuilder("/bin/busybox", "--list").start();
        List<String> listed =
                new String(process.getInputStream().readAllBytes(), UTF_8)
                        .lines()
                        .filter(name -> !name.equals("busybox"))
                        .toList();
        assertThat(BusyboxApplets.in(Files.readAllBytes(Path.of("/bin/busybox"))))
                .containsExactlyElementsOf(listed);
    }
}
