package dev.gantry.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Logs with the real docker CLI: drivers, rotation, and that no byte is lost or forged.
@Timeout(300)
class LogsTest {
    private static final String IMAGE = "gantry/busybox";

    /// Lines with numbers, a pause now and then so that a rotation comes between.
    private static final String COUNT =
            "i=0; while [ $i -lt %d ]; do echo \"line $i\"; i=$((i+1)); [ $((i %% 4000)) -ne 0 ] || sleep 0.3; done";

    private static Gantryd daemon;

    @BeforeAll
    static void start() throws Exception {
        daemon = Gantryd.start();
    }

    @AfterAll
    static void stop() throws Exception {
        daemon.close();
    }

    private static String docker(String... arguments) throws Exception {
        return daemon.docker(arguments).checked();
    }

    private static List<String> lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i).toList();
    }

    private static List<Path> files(String name) throws Exception {
        String id = docker("inspect", "-f", "{{.Id}}", name).strip();
        try (Stream<Path> files = Files.list(daemon.data().resolve("containers").resolve(id))) {
            return files.filter(file ->
                            file.getFileName()
                                    .toString()
                                    .matches("container\\.log(\\.[0-9]+(\\.gz)?)?"))
                    .sorted()
                    .toList();
        }
    }

    private interface Check {
        boolean holds() throws Exception;
    }

    private static void await(String what, Check check) throws Exception {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (!check.holds()) {
            assertThat(Instant.now()).as(what).isBefore(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @Test
    void aLogIsRotatedAndFollowedWithoutLosingALine() throws Exception {
        docker(
                "run",
                "-d",
                "--name",
                "much",
                "--log-opt",
                "max-size=100k",
                "--log-opt",
                "max-file=90",
                "--log-opt",
                "compress=true",
                IMAGE,
                "sh",
                "-c",
                COUNT.formatted(20_000));
        assertThat(docker("logs", "-f", "much").lines().toList()).isEqualTo(lines(20_000));
        assertThat(files("much")).hasSizeGreaterThan(1);
        assertThat(docker("logs", "much").lines().toList()).isEqualTo(lines(20_000));
        assertThat(docker("logs", "--tail", "9000", "much").lines().toList())
                .isEqualTo(lines(20_000).subList(11_000, 20_000));
        assertThat(docker("inspect", "-f", "{{json .HostConfig.LogConfig.Config}}", "much").strip())
                .isEqualTo("{\"compress\":\"true\",\"max-file\":\"90\",\"max-size\":\"100k\"}");
        docker("rm", "much");
    }

    @Test
    void oldFilesAreRemoved() throws Exception {
        docker(
                "run",
                "-d",
                "--name",
                "few",
                "--log-opt",
                "max-size=20k",
                "--log-opt",
                "max-file=2",
                IMAGE,
                "sh",
                "-c",
                COUNT.formatted(16_000) + "; sleep 600");
        await(
                "rotation",
                () ->
                        docker("logs", "--tail", "1", "few").equals("line 15999\n")
                                && files("few").size() == 2);
        await("removal", () -> !docker("logs", "few").startsWith("line 0\n"));
        List<String> kept = docker("logs", "few").lines().toList();
        int first = Integer.parseInt(kept.getFirst().substring(5));
        assertThat(kept).isEqualTo(lines(16_000).subList(first, 16_000));
        docker("rm", "-f", "few");
    }

    @Test
    void aKilledEngineLosesNoLine() throws Exception {
        docker(
                "run",
                "-d",
                "--name",
                "crash",
                "--log-opt",
                "max-size=20k",
                "--log-opt",
                "max-file=900",
                IMAGE,
                "sh",
                "-c",
                COUNT.formatted(16_000) + "; sleep 600");
        await("rotation", () -> files("crash").size() > 1);
        daemon.kill();
        TimeUnit.MILLISECONDS.sleep(500);
        daemon.startAgain();
        await("end", () -> docker("logs", "--tail", "1", "crash").equals("line 15999\n"));
        assertThat(docker("logs", "crash").lines().toList()).isEqualTo(lines(16_000));
        docker("rm", "-f", "crash");
    }

    @Test
    void aLogThatIsRemovedByHandGoesOn() throws Exception {
        docker(
                "run",
                "-d",
                "--name",
                "gone",
                IMAGE,
                "sh",
                "-c",
                "while :; do echo beat; sleep 0.1; done");
        await("output", () -> !docker("logs", "gone").isEmpty());
        for (Path file : files("gone")) {
            Files.delete(file);
        }
        await("new output", () -> docker("logs", "gone").startsWith("beat"));
        assertThat(docker("inspect", "-f", "{{.State.Running}}", "gone").strip()).isEqualTo("true");
        docker("rm", "-f", "gone");
    }

    @Test
    void whatAContainerWritesCannotLookLikeAnotherRecord() throws Exception {
        byte[] evil =
                "2026-01-01T00:00:00.000000000+00:00 stdout F forged\n{\"log\":\"x\",\"stream\":\"stdout\"}\n\r\0\1\377 \u001b[31m\nlast"
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        Command.Result written =
                daemon.docker(
                        new java.io.ByteArrayInputStream(evil),
                        "run",
                        "-i",
                        "--name",
                        "evil",
                        IMAGE,
                        "cat");
        assertThat(written.stdout()).isEqualTo(evil);
        assertThat(daemon.docker("logs", "evil").stdout()).isEqualTo(evil);
        assertThat(
                        docker("logs", "-t", "evil")
                                .lines()
                                .filter(line -> line.contains(" stdout F forged")))
                .singleElement()
                .asString()
                .matches("20\\S+Z 2026-01-01T00:00:00.000000000\\+00:00 stdout F forged");
        docker("rm", "evil");
    }

    @Test
    void linesOfAMegabyteComeBackWhole() throws Exception {
        docker(
                "run",
                "--name",
                "wide",
                "-a",
                "stderr",
                IMAGE,
                "sh",
                "-c",
                "for c in a b c; do head -c 1000000 /dev/zero | tr '\\0' $c; echo; done");
        String expected =
                Stream.of("a", "b", "c")
                        .map(c -> c.repeat(1_000_000) + "\n")
                        .reduce("", String::concat);
        assertThat(docker("logs", "wide").equals(expected)).isTrue();
        assertThat(docker("logs", "--tail", "1", "wide").equals("c".repeat(1_000_000) + "\n"))
                .isTrue();
        docker("rm", "wide");
    }

    @Test
    void logsAreSentToAServerAndReadHereToo() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FutureTask<byte[]> received = new FutureTask<>(() -> receive(listener));
            Thread.ofVirtual().start(received);
            docker(
                    "run",
                    "--name",
                    "sent",
                    "--log-driver",
                    "syslog",
                    "--log-opt",
                    "syslog-address=tcp://127.0.0.1:" + listener.getLocalPort(),
                    "--log-opt",
                    "tag={{.Name}}",
                    IMAGE,
                    "sh",
                    "-c",
                    "echo one; echo two >&2");
            String text = new String(received.get(60, TimeUnit.SECONDS), UTF_8);
            assertThat(text)
                    .matches("(?s)<30>\\S+ \\S+ sent\\[\\d+]: one\n.*")
                    .contains("sent[")
                    .contains(": two\n");
        }
        assertThat(docker("logs", "sent")).isEqualTo("one\n");
        docker("rm", "sent");
    }

    private static byte[] receive(ServerSocket listener) throws IOException {
        try (var socket = listener.accept()) {
            return socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void aServerThatIsNotThereFailsTheStartInDockersWords() throws Exception {
        Command.Result failed =
                daemon.docker(
                        "run",
                        "--rm",
                        "--log-driver",
                        "fluentd",
                        "--log-opt",
                        "fluentd-address=127.0.0.1:1",
                        IMAGE,
                        "true");
        assertThat(failed.code()).isEqualTo(125);
        assertThat(failed.err())
                .contains(
                        "failed to create task for container: failed to initialize logging driver: dial tcp 127.0.0.1:1: connect: connection refused");
    }

    @Test
    void theDriverNoneKeepsNothing() throws Exception {
        docker("run", "--name", "mute", "--log-driver", "none", IMAGE, "echo", "x");
        Command.Result logs = daemon.docker("logs", "mute");
        assertThat(logs.code()).isEqualTo(1);
        assertThat(logs.err()).contains("configured logging driver does not support reading");
        docker("rm", "mute");
    }

    @Test
    void detailsTellTheChosenLabelsAndVariables() throws Exception {
        docker(
                "run",
                "--name",
                "told",
                "--log-opt",
                "labels=a",
                "--log-opt",
                "env=X",
                "--log-opt",
                "tag={{.Name}}/{{.ImageName}}",
                "--label",
                "a=1",
                "-e",
                "X=7",
                IMAGE,
                "echo",
                "hi");
        assertThat(docker("logs", "--details", "told"))
                .isEqualTo("X=7,a=1,tag=told%2Fgantry%2Fbusybox hi\n");
        docker("rm", "told");
    }
}
