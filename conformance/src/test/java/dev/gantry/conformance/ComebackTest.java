package dev.gantry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The machine goes down, and comes up again.
@Timeout(300)
class ComebackTest {
    /// @param isRunRootLost as on a tmpfs; else it tells of another boot
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void policiesAreKeptOverAReboot(boolean isRunRootLost) throws Exception {
        try (Gantryd daemon = Gantryd.start()) {
            run(daemon, "always", "--restart", "always");
            run(daemon, "unless", "--restart", "unless-stopped");
            run(daemon, "unless-stopped", "--restart", "unless-stopped");
            run(daemon, "always-stopped", "--restart", "always");
            run(daemon, "none", "--restart", "no");
            run(daemon, "joining", "--restart", "always", "--network", "container:always");
            run(daemon, "itself", "--rm");
            daemon.docker(
                            "create",
                            "--name",
                            "new",
                            "--restart",
                            "always",
                            "gantry/busybox",
                            "true")
                    .checked();
            daemon.docker("kill", "unless-stopped", "always-stopped").checked();
            daemon.kill();
            goDown(daemon.data().resolveSibling("exec"), isRunRootLost);
            daemon.startAgain();
            for (String up : List.of("always", "unless", "always-stopped", "joining")) {
                await(daemon, up, "running 0");
            }
            await(daemon, "unless-stopped", "exited 137");
            await(daemon, "none", "exited 255");
            await(daemon, "new", "created 0");
            assertThat(daemon.docker("ps", "-aq", "--filter", "name=itself").checked()).isEmpty();
            assertThat(daemon.log()).doesNotContain("level=error");
        }
    }

    private static void run(Gantryd daemon, String name, String... flags) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("run", "-d", "--name", name));
        command.addAll(List.of(flags));
        if (!List.of(flags).contains("--network")) {
            command.addAll(List.of("--network", "none"));
        }
        command.addAll(
                List.of("gantry/busybox", "sh", "-c", "trap 'exit 0' TERM; sleep 1000 & wait"));
        daemon.docker(command.toArray(String[]::new)).checked();
    }

    /// All processes end, all mounts go.
    private static void goDown(Path execRoot, boolean isRunRootLost) throws Exception {
        try (Stream<Path> containers = Files.list(execRoot.resolve("containers"))) {
            for (Path container : containers.toList()) {
                kill(container.resolve("conmon.pid"));
                kill(container.resolve("pid"));
                Path record = container.resolve("monitor.json");
                if (Files.notExists(record)) {
                    continue; // it is just being deleted
                }
                String text = Files.readString(record);
                Files.writeString(
                        record, text.replaceFirst("\"boot\":\"[^\"]*\"", "\"boot\":\"another\""));
            }
        }
        String home = execRoot.getParent().toString();
        List<String> mounts =
                Files.readAllLines(Path.of("/proc/mounts")).stream()
                        .map(line -> line.split(" ")[1])
                        .filter(mount -> mount.startsWith(home))
                        .toList();
        for (String mount : mounts.reversed()) {
            Command.run(Map.of(), List.of("umount", "-l", mount));
        }
        if (isRunRootLost) {
            Command.run(Map.of(), List.of("rm", "-rf", execRoot.toString())).checked();
        }
    }

    private static void kill(Path pidFile) throws Exception {
        if (Files.exists(pidFile)) {
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            ProcessHandle process = ProcessHandle.of(pid).orElse(null);
            if (process != null) {
                process.destroyForcibly();
                Command.run(Map.of(), List.of("tail", "--pid=" + pid, "-f", "/dev/null")).checked();
            }
        }
    }

    static void await(Gantryd daemon, String name, String expected) throws Exception {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        String is = "";
        while (!is.equals(expected) && Instant.now().isBefore(deadline)) {
            is =
                    daemon.docker("inspect", "-f", "{{.State.Status}} {{.State.ExitCode}}", name)
                            .out()
                            .strip();
        }
        assertThat(is).as(name).isEqualTo(expected);
    }
}
