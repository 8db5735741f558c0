package dev.gantry.conformance;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Images made, named, carried and removed with the docker CLI, against this engine and the real
/// Docker.
@Timeout(300)
@ExtendWith(BothEngines.class)
class ImageComparisonTest {
    private static final String HISTORY = "{{.CreatedBy}}|{{.Size}}|{{.Comment}}";

    private final Same same;

    ImageComparisonTest(BothEngines.Pair engines) {
        same = new Same(engines);
    }

    @AfterEach
    void noDifferences() throws Exception {
        for (Daemon daemon : same.engines().both()) {
            for (String id : daemon.docker("ps", "-aq").checked().lines().toList()) {
                daemon.docker("rm", "-fv", id).checked();
            }
            for (String name :
                    daemon.docker("images", "--format", "{{.Repository}}:{{.Tag}}", "made/*")
                            .checked()
                            .lines()
                            .toList()) {
                daemon.docker("rmi", "-f", name).checked();
            }
        }
        same.assertSame();
    }

    private void onBoth(String... arguments) throws Exception {
        for (Daemon daemon : same.engines().both()) {
            daemon.docker(arguments).checked();
        }
    }

    @Test
    void commitMakesTheSameImage() throws Exception {
        onBoth(
                "run",
                "--name",
                "made",
                "-e",
                "A=1",
                "busybox",
                "sh",
                "-c",
                "echo x >/x; rm /bin/ls");
        onBoth(
                "commit",
                "-a",
                "me",
                "-m",
                "why",
                "-c",
                "ENV B=2 C=$A",
                "-c",
                "EXPOSE 80/tcp",
                "-c",
                "LABEL l=m",
                "-c",
                "WORKDIR /w",
                "made",
                "made/commit:1");
        same.docker("inspect", "-f", "{{json .Config}}", "made/commit:1");
        same.docker("inspect", "-f", "{{.Author}} {{.Comment}}", "made/commit:1");
        same.docker("history", "--format", HISTORY, "made/commit:1");
        same.docker("run", "--rm", "made/commit:1", "sh", "-c", "cat /x; pwd; ls /bin/ls");
        same.docker("commit", "nosuch");
        same.docker("commit", "made", "made/UPPER");
        same.docker("commit", "-c", "RUN x", "made");
        onBoth("rm", "made");
        same.docker("rmi", "busybox:latest");
        onBoth("tag", "made/commit:1", "made/commit:2");
        same.docker("rmi", "made/commit:2");
    }

    @Test
    void anArchiveBecomesTheSameImage() throws Exception {
        byte[] tar =
                Command.run(
                                java.util.Map.of(),
                                List.of("sh", "-c", "cd /etc && tar c hostname passwd"))
                        .stdout();
        for (Daemon daemon : same.engines().both()) {
            daemon.docker(
                            new ByteArrayInputStream(tar),
                            "import",
                            "-m",
                            "why",
                            "-c",
                            "CMD [\"/x\"]",
                            "-c",
                            "USER 1:2",
                            "-",
                            "made/import:1")
                    .checked();
        }
        same.docker("inspect", "-f", "{{json .Config}}{{json .RootFS}}", "made/import:1");
        same.docker("history", "--format", HISTORY, "made/import:1");
        same.docker("images", "--format", "{{.Repository}} {{.Tag}} {{.Size}}", "made/*");
        same.dockerFed("no archive", "import", "-c", "FOO x", "-");
        same.docker("import", "/nosuch");
    }

    @Test
    void exportWritesTheSameTree() throws Exception {
        onBoth(
                "run",
                "--name",
                "exported",
                "busybox",
                "sh",
                "-c",
                "echo x >/x; ln -s /x /y; rm /etc/passwd");
        for (Daemon daemon : same.engines().both()) {
            daemon.docker("stop", "exported").checked();
        }
        List<String> listings = new java.util.ArrayList<>();
        for (Daemon daemon : same.engines().both()) {
            byte[] tar = daemon.docker("export", "exported").stdout();
            Path file = Files.createTempFile("export", ".tar");
            try {
                Files.write(file, tar);
                listings.add(
                        Command.run(
                                        java.util.Map.of(),
                                        List.of(
                                                "sh",
                                                "-c",
                                                "tar tvf %s | awk '{print $1,$2,$3,$6,$7,$8}' | sort"
                                                        .formatted(file)))
                                .checked());
            } finally {
                Files.delete(file);
            }
        }
        org.assertj.core.api.Assertions.assertThat(listings.getFirst())
                .isEqualTo(listings.getLast());
    }

    @Test
    void namesComeAndGoAlike() throws Exception {
        onBoth("tag", "busybox", "made/a:1");
        onBoth("tag", "busybox", "made/b:1");
        same.docker("images", "--format", "{{.Repository}}:{{.Tag}} {{.ID}}", "made/a");
        same.docker("rmi", "made/a:1");
        same.docker("rmi", "made/a:1");
        same.docker("run", "--name", "user", "made/b:1", "true");
        same.docker("rmi", "made/b:1");
        same.docker("tag", "busybox", "made/x@sha256:" + "a".repeat(64));
        same.docker("tag", "nosuch", "made/x");
        same.docker("images", "-f", "nope=1");
        same.docker("images", "-f", "dangling=maybe");
        same.docker("images", "-f", "before=nosuch");
        same.docker("images", "-q", "-f", "reference=made/*:9");
        same.docker("image", "prune", "-f", "--filter", "label=nosuch");
        same.docker("image", "prune", "-f", "--filter", "until=soon");
        same.docker("save", "nosuch");
        same.docker("save", "--platform", "linux/s390x", "busybox");
        same.docker("history", "--platform", "linux/s390x", "busybox");
    }
}
