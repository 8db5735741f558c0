package dev.gantry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The engine is killed while containers run.
@Timeout(300)
class RestartTest {
    private static final int WRITERS = 20;

    @Test
    void nothingIsLostWhenTheEngineIsKilled() throws Exception {
        try (Gantryd daemon = Gantryd.start()) {
            for (int i = 0; i < WRITERS; i++) {
                daemon.docker(
                                "run",
                                "-d",
                                "--name",
                                "w" + i,
                                "--network",
                                "none",
                                "gantry/busybox",
                                "sh",
                                "-c",
                                "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo $i; usleep 5000; done; sleep 1000")
                        .checked();
            }
            daemon.docker(
                            "run",
                            "-d",
                            "--name",
                            "ends",
                            "gantry/busybox",
                            "sh",
                            "-c",
                            "sleep 3; exit 7")
                    .checked();
            List<String> before = pids(daemon);
            daemon.kill();
            TimeUnit.SECONDS.sleep(5);
            daemon.startAgain();
            assertThat(pids(daemon)).isEqualTo(before);
            assertThat(daemon.docker("wait", "ends").checked()).isEqualTo("7\n");
            assertThat(daemon.docker("inspect", "-f", "{{.State.Status}}", "ends").checked())
                    .isEqualTo("exited\n");
            for (int i = 0; i < WRITERS; i++) {
                awaitLine(daemon, "w" + i, "2000");
                assertThat(daemon.docker("logs", "w" + i).checked().lines())
                        .containsExactlyElementsOf(
                                IntStream.rangeClosed(1, 2000)
                                        .mapToObj(Integer::toString)
                                        .toList());
            }
        }
    }

    private static List<String> pids(Gantryd daemon) throws Exception {
        List<String> pids = new java.util.ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            pids.add(
                    daemon.docker("inspect", "-f", "{{.State.Pid}} {{.State.Running}}", "w" + i)
                            .checked());
        }
        return pids;
    }

    private static void awaitLine(Gantryd daemon, String name, String line) throws Exception {
        for (int i = 0; i < 100; i++) {
            if (daemon.docker("logs", "--tail", "1", name).checked().equals(line + "\n")) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(300);
        }
        throw new AssertionError(name + " has not written " + line);
    }
}
