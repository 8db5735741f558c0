package dev.gantry.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.linux.At;
import dev.gantry.linux.Fd;
import dev.gantry.linux.OpenFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A container exchanges a directory for a link to the host, over and over, while files are copied
/// through that path: nothing of the host may be read, changed or made.
@Timeout(180)
class CopyRaceTest {
    private static final Duration LENGTH = Duration.ofSeconds(5);
    private static final String TOKEN = "canary-5e0f1c";

    private static Gantryd daemon;

    @TempDir Path home;
    private Path canary;

    @BeforeAll
    static void startDaemon() throws Exception {
        daemon = Gantryd.start();
        daemon.docker("load", "-i", TestImages.archive("busybox").toString()).checked();
    }

    @AfterAll
    static void stopDaemon() throws Exception {
        daemon.close();
    }

    private void assertCanaryLives() throws IOException {
        assertThat(canary.resolve("f")).hasContent(TOKEN);
        try (Stream<Path> files = Files.list(canary)) {
            assertThat(files).hasSize(1);
        }
    }

    /// A volume with a directory `a`, and beside it `b`, a link that climbs to the canary.
    private Path volume(String name) throws Exception {
        canary = Files.createDirectory(home.resolve("canary"));
        Files.writeString(canary.resolve("f"), TOKEN);
        daemon.docker("volume", "create", name).checked();
        Path data = daemon.data().resolve("volumes/" + name + "/_data");
        Files.createDirectory(data.resolve("a"));
        Files.writeString(data.resolve("a/f"), "mine");
        String up = "../".repeat(20);
        Files.createSymbolicLink(data.resolve("b"), Path.of(up + canary.toString().substring(1)));
        assertThat(data.resolve("b/f")).as("the trap is set").hasContent(TOKEN);
        return data;
    }

    private interface Copies {
        void run(int round) throws Exception;
    }

    /// Copies while a thread exchanges, and tells how often it did.
    private static long race(Path data, Copies copies) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong flips = new AtomicLong();
        Thread flipper =
                Thread.ofPlatform()
                        .start(() -> {
                            try (Fd directory = At.open(data, OpenFlags.O_PATH)) {
                                while (!stop.get()) {
                                    At.renameat2(
                                            directory,
                                            "a".getBytes(UTF_8),
                                            directory,
                                            "b".getBytes(UTF_8),
                                            OpenFlags.RENAME_EXCHANGE);
                                    flips.incrementAndGet();
                                }
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        });
        try {
            Instant end = Instant.now().plus(LENGTH);
            for (int round = 0; Instant.now().isBefore(end); round++) {
                copies.run(round);
            }
        } finally {
            stop.set(true);
            flipper.join();
        }
        return flips.get();
    }

    private void copyBothWays(String container, Path file, int round) throws Exception {
        Command.Result out = daemon.docker("cp", container + ":/v/a/f", "-");
        assertThat(out.out()).doesNotContain(TOKEN);
        daemon.docker("cp", file.toString(), container + ":/v/a/");
        daemon.docker("cp", file.toString(), container + ":/v/a/new" + round % 3);
        assertCanaryLives();
    }

    @Test
    void aLinkExchangedUnderARunningContainerLeadsNowhere() throws Exception {
        Path data = volume("flip-running");
        Path file = Files.writeString(home.resolve("f"), "copied");
        daemon.docker(
                        "run",
                        "-d",
                        "--name",
                        "flipped",
                        "-v",
                        "flip-running:/v",
                        "busybox",
                        "sleep",
                        "1000")
                .checked();
        long flips = race(data, round -> copyBothWays("flipped", file, round));
        assertThat(flips).isGreaterThan(100);
        assertCanaryLives();
    }

    @Test
    void aLinkExchangedUnderAStoppedContainerLeadsNowhere() throws Exception {
        Path data = volume("flip-stopped");
        Path file = Files.writeString(home.resolve("f"), "copied");
        daemon.docker("create", "--name", "still", "-v", "flip-stopped:/v", "busybox").checked();
        long flips = race(data, round -> copyBothWays("still", file, round));
        assertThat(flips).isGreaterThan(100);
        assertCanaryLives();
    }

    /// A mount's target and its subpath, both on the exchanged path.
    @Test
    void mountsOnAnExchangedPathStayInside() throws Exception {
        Path data = volume("flip-mount");
        daemon.docker("volume", "create", "other").checked();
        long flips =
                race(
                        data,
                        _ -> {
                            daemon.docker(
                                    "run",
                                    "--rm",
                                    "-v",
                                    "flip-mount:/v",
                                    "-v",
                                    "other:/v/a/deep",
                                    "busybox",
                                    "touch",
                                    "/v/a/deep/x");
                            Command.Result read =
                                    daemon.docker(
                                            "run",
                                            "--rm",
                                            "--mount",
                                            "type=volume,src=flip-mount,dst=/s,volume-subpath=a",
                                            "busybox",
                                            "cat",
                                            "/s/f");
                            assertThat(read.out()).doesNotContain(TOKEN);
                            assertCanaryLives();
                        });
        assertThat(flips).isGreaterThan(100);
        assertCanaryLives();
    }

    /// What looks alike and is right.
    @Test
    void linksInsideTheContainerAreFollowed() throws Exception {
        Path file = Files.writeString(home.resolve("pid"), "42");
        daemon.docker(
                        "run",
                        "-d",
                        "--name",
                        "linked",
                        "busybox",
                        "sh",
                        "-c",
                        "mkdir -p /run /x; ln -s /run /x/run; sleep 1000")
                .checked();
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        while (daemon.docker("exec", "linked", "test", "-L", "/x/run").code() != 0) {
            assertThat(Instant.now()).isBefore(deadline);
        }
        daemon.docker("cp", file.toString(), "linked:/x/run/pid").checked();
        assertThat(daemon.docker("exec", "linked", "cat", "/run/pid").checked()).isEqualTo("42");
        daemon.docker("cp", "linked:/x/run/pid", home.resolve("back").toString()).checked();
        assertThat(home.resolve("back")).hasContent("42");
    }

    @Test
    void waysThroughTheProcessFileSystemLeadNowhere() throws Exception {
        canary = Files.createDirectory(home.resolve("canary"));
        Files.writeString(canary.resolve("f"), TOKEN);
        Path file = Files.writeString(home.resolve("f"), "copied");
        daemon.docker("run", "-d", "--name", "magic", "--pid", "host", "busybox", "sleep", "1000")
                .checked();
        String host = "/proc/" + ProcessHandle.current().pid() + "/root" + canary;
        assertThat(daemon.docker("cp", "magic:" + host + "/f", "-").out()).doesNotContain(TOKEN);
        daemon.docker("cp", file.toString(), "magic:" + host + "/");
        assertCanaryLives();
    }
}
