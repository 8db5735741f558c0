package dev.gantry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Volumes over their life, by docker's command line and by ours.
@Timeout(180)
class VolumesTest {
    private static Gantryd daemon;

    @TempDir Path home;

    @BeforeAll
    static void startDaemon() throws Exception {
        daemon = Gantryd.start();
        daemon.docker("load", "-i", TestImages.archive("busybox").toString()).checked();
    }

    @AfterAll
    static void stopDaemon() throws Exception {
        daemon.close();
    }

    private static String in(String mounts, String script) throws Exception {
        List<String> line =
                Stream.of(
                                Stream.of("run", "--rm"),
                                Stream.of(mounts.split(" ")),
                                Stream.of("busybox", "sh", "-c", script))
                        .flatMap(words -> words)
                        .toList();
        return daemon.docker(line.toArray(String[]::new)).checked();
    }

    @Test
    void whatAVolumeHoldsTravelsAndComesBack() throws Exception {
        assertThat(daemon.gantry("volume", "create", "--label", "a=b", "data").checked())
                .isEqualTo("data\n");
        in("-v data:/v", "mkdir /v/d; echo hi >/v/d/f; chown 5:6 /v/d/f");
        Path archive = home.resolve("data.tar");
        daemon.gantry("volume", "export", "-o", archive.toString(), "data").checked();
        daemon.gantry("volume", "import", "brought", archive.toString()).checked();
        daemon.gantry("volume", "clone", "data", "cloned").checked();
        daemon.gantry("volume", "snapshot", "data", "kept").checked();
        in("-v data:/v", "rm -r /v/d; echo new >/v/n");
        daemon.gantry("volume", "restore", "data", "kept").checked();
        daemon.gantry("volume", "rename", "cloned", "renamed").checked();
        for (String volume : List.of("data", "brought", "renamed")) {
            assertThat(in("-v " + volume + ":/v", "cat /v/d/f; stat -c %u:%g /v/d/f; ls /v"))
                    .as(volume)
                    .isEqualTo("hi\n5:6\nd\n");
        }
        assertThat(daemon.gantry("volume", "rename", "renamed", "data").code()).isEqualTo(1);
        assertThat(daemon.gantry("volume", "inspect", "-f", "{{.Labels.a}}", "data").checked())
                .isEqualTo("b\n");
        assertThat(daemon.gantry("volume", "ls", "-q", "-f", "name=re").checked())
                .isEqualTo("renamed\n");
        assertThat(daemon.gantry("volume", "rm", "nosuch", "brought").err())
                .contains("get nosuch: no such volume");
        assertThat(daemon.docker("volume", "ls", "-q").checked()).doesNotContain("brought");
    }

    @Test
    void aVolumeInUseIsNotRemovedAndOutlivesContainersAndEngine() throws Exception {
        daemon.docker(
                        "run",
                        "-d",
                        "--name",
                        "user",
                        "-v",
                        "lasting:/v",
                        "busybox",
                        "sh",
                        "-c",
                        "echo kept >/v/f; sync; sleep 1000")
                .checked();
        assertThat(daemon.docker("volume", "rm", "lasting").err()).contains("volume is in use");
        in("-v lasting:/v", "until [ -s /v/f ]; do :; done");
        daemon.kill();
        daemon.startAgain();
        assertThat(daemon.docker("volume", "rm", "lasting").err()).contains("volume is in use");
        daemon.docker("rm", "-fv", "user").checked();
        assertThat(in("-v lasting:/v", "cat /v/f")).isEqualTo("kept\n");
        daemon.docker("volume", "rm", "lasting").checked();
    }

    @Test
    void pruneTakesAnonymousOnesAloneUnlessAllAreMeant() throws Exception {
        daemon.docker("volume", "create", "lonely").checked();
        String anonymous = daemon.docker("volume", "create").checked().strip();
        assertThat(daemon.gantry("volume", "prune", "-f").checked())
                .contains(anonymous)
                .doesNotContain("lonely");
        assertThat(daemon.gantry("volume", "prune", "-af", "--filter", "label=nosuch").checked())
                .doesNotContain("lonely");
        assertThat(daemon.docker("volume", "ls", "-qf", "name=lonely").checked())
                .isEqualTo("lonely\n");
    }

    @Test
    void twoFirstUsersAtOnceFindOneCopyOfTheImagesFiles() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> user = () -> in("-v first:/bin", "ls /bin | wc -l");
            List<Future<String>> counts = threads.invokeAll(List.of(user, user));
            String image =
                    daemon.docker("run", "--rm", "busybox", "sh", "-c", "ls /bin | wc -l")
                            .checked();
            for (Future<String> count : counts) {
                assertThat(count.get()).isEqualTo(image);
            }
        }
        daemon.docker("volume", "rm", "first").checked();
    }

    @Test
    void removalFollowsNoLink() throws Exception {
        Path canary = Files.writeString(home.resolve("canary"), "tweet");
        in("-v linking:/v", "ln -s " + home + " /v/l; ln -s / /v/root; mkdir -p /v/a/b/c");
        daemon.docker("volume", "rm", "linking").checked();
        assertThat(canary).hasContent("tweet");
        assertThat(daemon.data().resolve("volumes/linking")).doesNotExist();
    }

    @Test
    void namesThatArePathsAreRefused() throws Exception {
        for (String name : List.of("..", "a/b", "/", "-x y", ".hidden")) {
            assertThat(daemon.docker("volume", "create", "--", name).code()).as(name).isEqualTo(1);
        }
        Command.Result quoted =
                daemon.docker(
                        "volume",
                        "create",
                        "-o",
                        "type=tmpfs",
                        "-o",
                        "device=tmpfs",
                        "-o",
                        "o=$(touch " + home + "/ran)",
                        "quoted");
        daemon.docker("run", "--rm", "-v", "quoted:/v", "busybox", "true");
        assertThat(home.resolve("ran")).doesNotExist();
        if (quoted.code() == 0) {
            daemon.docker("volume", "rm", "quoted").checked();
        }
    }

    @Test
    void optionsOfMountsDoWhatTheySay() throws Exception {
        Path host = Files.createDirectory(home.resolve("host"));
        Files.writeString(host.resolve("f"), "host");
        daemon.docker("volume", "create", "sub").checked();
        in("-v sub:/v", "mkdir /v/x; echo x >/v/x/f");
        assertThat(in("--mount type=volume,src=sub,dst=/s,volume-subpath=x", "cat /s/f"))
                .isEqualTo("x\n");
        assertThat(in("--mount type=volume,src=bare,dst=/bin/x,volume-nocopy", "ls /bin/x"))
                .isEmpty();
        assertThat(in("-v " + host + ":/h:ro", "echo y >/h/f 2>/dev/null || cat /h/f"))
                .isEqualTo("host");
        assertThat(in("--tmpfs /t:size=64k,mode=1700", "stat -c %a /t; df -k /t | tail -1"))
                .startsWith("1700\ntmpfs")
                .contains(" 64 ");
        String missing = "type=bind,dst=/m,src=" + home.resolve("missing");
        assertThat(daemon.docker("run", "--rm", "--mount", missing, "busybox", "true").err())
                .contains("bind source path does not exist");
        in("-v " + home.resolve("made") + ":/m", "true");
        assertThat(home.resolve("made")).isDirectory();
        daemon.docker("create", "--name", "holder", "-v", "sub:/v", "busybox").checked();
        assertThat(in("--volumes-from holder:ro", "touch /v/no 2>/dev/null || cat /v/x/f"))
                .isEqualTo("x\n");
        daemon.docker("rm", "holder").checked();
    }
}
