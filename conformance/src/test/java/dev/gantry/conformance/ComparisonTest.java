package dev.gantry.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The same lines of the docker CLI against this engine and the real Docker: what they print, what
/// they complain about, how they end.
@Timeout(300)
@ExtendWith(BothEngines.class)
class ComparisonTest {
    private static final String TICKING =
            "trap 'echo bye; exit 3' TERM; echo started; while :; do sleep 0.1; done";

    private final Same same;

    ComparisonTest(BothEngines.Pair engines) {
        same = new Same(engines);
    }

    @BeforeEach
    void noContainers() throws Exception {
        for (Daemon daemon : same.engines().both()) {
            for (String id : daemon.docker("ps", "-aq").checked().lines().toList()) {
                daemon.docker("rm", "-fv", id).checked();
            }
        }
    }

    @AfterEach
    void noDifferences() throws Exception {
        noContainers();
        same.assertSame();
    }

    private void onBoth(String... arguments) throws Exception {
        for (Daemon daemon : same.engines().both()) {
            daemon.docker(arguments).checked();
        }
    }

    @Test
    void runPrintsAndEndsAlike() throws Exception {
        same.docker("run", "--rm", "busybox", "echo", "hi");
        same.docker("run", "--rm", "busybox", "sh", "-c", "echo out; echo err >&2; exit 1");
        same.docker("run", "--rm", "busybox", "sh", "-c", "kill -9 $$");
        same.docker("run", "--rm", "busybox", "sh", "-c", "kill -15 $$; exit 4");
        same.dockerFed("fed\n", "run", "--rm", "-i", "busybox", "cat");
        same.dockerFed("fed\n", "run", "--rm", "busybox", "cat");
        same.docker("run", "--rm", "--entrypoint", "/bin/echo", "busybox", "a", "b");
    }

    @Test
    void whatCannotRunIsRefusedAlike() throws Exception {
        same.docker("run", "--rm", "--nope", "busybox");
        same.docker("run", "--rm", "busybox", "nope");
        same.docker("run", "--rm", "busybox", "/nope");
        same.docker("run", "--rm", "busybox", "/etc/passwd");
        same.docker("run", "--rm", "busybox", "/etc");
        same.docker("run", "--rm", "--entrypoint", "", "busybox", "nope");
        same.docker("run", "--rm", "-w", "relative", "busybox", "true");
        same.docker("run", "--rm", "-w", "/etc/passwd", "busybox", "true");
        same.docker("run", "--rm", "-u", "nosuch", "busybox", "true");
        same.docker("run", "--rm", "-u", "0:nosuch", "busybox", "true");
        same.docker("run", "--rm", "-m", "1k", "busybox", "true");
        same.docker("run", "--rm", "--cpus", "1000", "busybox", "true");
        same.docker("run", "--rm", "--cap-add", "FOO", "busybox", "true");
        same.docker("run", "--rm", "--network", "nosuch", "busybox", "true");
        same.docker("run", "--rm", "--runtime", "nosuch", "busybox", "true");
        same.docker("run", "--rm", "--device", "/dev/nosuch", "busybox", "true");
        same.docker("run", "--rm", "-v", "/tmp:relative", "busybox", "true");
        same.docker("run", "--rm", "--mount", "type=bind,src=/nope,dst=/x", "busybox", "true");
        same.docker("run", "--rm", "--name", "bad name", "busybox", "true");
        same.docker("run", "--rm", "--sysctl", "kernel.panic=1", "busybox", "true");
        same.docker("run", "--rm", "--pull", "never", "nosuch", "true");
        same.docker("run", "--rm", "UPPER", "true");
        same.docker("run", "--rm", "--stop-signal", "NOPE", "busybox", "true");
        same.docker("run", "--rm", "--restart", "sometimes", "busybox", "true");
        same.docker("run", "--rm", "--log-driver", "nosuch", "busybox", "true");
        same.docker("run", "--rm", "--privileged", "--security-opt", "nope", "busybox", "true");
        same.docker("run", "--rm", "-h", "bad_host name", "busybox", "true");
        same.docker("run", "--rm", "-p", "1:80", "-p", "99999:80", "busybox", "true");
        assertThat(same.docker("ps", "-aq")).isEmpty();
    }

    @Test
    void whatIsNotThereIsMissedAlike() throws Exception {
        for (String verb :
                List.of(
                        "start",
                        "stop",
                        "kill",
                        "rm",
                        "wait",
                        "logs",
                        "top",
                        "attach",
                        "pause",
                        "unpause",
                        "restart",
                        "port",
                        "inspect",
                        "diff",
                        "rename x",
                        "rmi",
                        "history",
                        "image inspect",
                        "network inspect",
                        "volume inspect",
                        "container inspect",
                        "exec x",
                        "network rm",
                        "volume rm")) {
            String[] words = verb.split(" ");
            List<String> line = new java.util.ArrayList<>(List.of(words));
            if (verb.startsWith("exec")) {
                line.set(1, "nosuch");
                line.add("true");
            } else if (verb.equals("rename x")) {
                line.set(1, "nosuch");
                line.add("y");
            } else {
                line.add("nosuch");
            }
            same.docker(line.toArray(String[]::new));
        }
        same.docker("tag", "nosuch", "other");
        same.docker("nosuchcommand");
    }

    @Test
    void aContainerThroughItsLife() throws Exception {
        same.docker("run", "-d", "--name", "life", "busybox", "sh", "-c", TICKING);
        same.docker("logs", "life");
        same.docker("ps");
        same.docker(
                "ps", "-a", "--no-trunc", "--format", "{{json .Names}} {{.Command}} {{.State}}");
        same.docker("ps", "-aq");
        same.docker("ps", "-a", "--filter", "status=exited");
        same.docker("run", "--name", "life", "busybox");
        same.docker("exec", "life", "sh", "-c", "echo out; echo err >&2; exit 9");
        same.dockerFed("in\n", "exec", "-i", "life", "cat");
        same.docker("exec", "life", "nope");
        same.docker("exec", "life", "/etc/passwd");
        same.docker("exec", "-u", "nosuch", "life", "true");
        same.docker("exec", "-w", "/nosuch", "life", "true");
        same.docker(
                "exec",
                "-e",
                "A=b",
                "-w",
                "/tmp",
                "-u",
                "nobody",
                "life",
                "sh",
                "-c",
                "pwd; id; echo $A");
        same.docker("top", "life", "-o", "args");
        same.docker("rm", "life");
        same.docker("pause", "life");
        same.docker("ps");
        same.docker("pause", "life");
        same.docker("exec", "life", "true");
        same.docker("unpause", "life");
        same.docker("unpause", "life");
        same.docker("rename", "life", "life2");
        same.docker("stop", "life2");
        same.docker("stop", "life2");
        same.docker("logs", "life2");
        same.docker("wait", "life2");
        same.docker("ps", "-a");
        same.docker("kill", "life2");
        same.docker("top", "life2");
        same.docker("exec", "life2", "true");
        same.docker("attach", "life2");
        same.docker("pause", "life2");
        same.docker("start", "life2");
        same.docker("start", "life2");
        same.docker("kill", "-s", "NOPE", "life2");
        same.docker("kill", "life2");
        same.docker("wait", "life2");
        same.docker("start", "-a", "life2", "other");
        same.docker("rm", "life2");
        same.docker("run", "-d", "--name", "forced", "busybox", "sleep", "1000");
        same.docker("restart", "-t", "0", "forced");
        same.docker("rm", "-f", "forced", "nosuch");
        same.docker("ps", "-a");
    }

    @Test
    void logsAreFollowedAndAttachedAlike() throws Exception {
        same.docker(
                "run",
                "-d",
                "--name",
                "lines",
                "busybox",
                "sh",
                "-c",
                "for i in 1 2 3; do echo line $i; echo error $i >&2; done; until [ -e /go ]; do sleep 0.1; done; echo last; exit 5");
        same.attached("lines");
        same.docker("logs", "-f", "lines");
        same.docker("logs", "-t", "--tail", "1", "lines");
        same.docker("logs", "--tail", "0", "lines");
        // the client cuts spans of time to whole seconds: neither end may lie near now
        String later = Long.toString(Instant.now().getEpochSecond() + 3600);
        same.docker("logs", "--since", "1h", "--until", later, "lines");
        same.docker("logs", "--until", "1h", "lines");
        same.docker("logs", "--tail", "wrong", "lines");
        same.docker(
                "run",
                "-di",
                "--name",
                "reader",
                "busybox",
                "sh",
                "-c",
                "read a; echo got $a; sleep 1; exit 6");
        for (Daemon daemon : same.engines().both()) {
            // its output is not compared: Docker shows none after the end of the input
            assertThat(
                            daemon.docker(
                                            new ByteArrayInputStream("word\n".getBytes(UTF_8)),
                                            "attach",
                                            "reader")
                                    .code())
                    .isEqualTo(6);
        }
        same.docker("wait", "reader");
    }

    @Test
    void terminalsAreAlike() throws Exception {
        same.docker(
                "run",
                "-dit",
                "--name",
                "term",
                "-h",
                "term",
                "busybox",
                "sh",
                "-c",
                "while read x; do echo got $x; done");
        same.terminal(
                "stty rows 33 cols 77; docker exec -it term sh -c 'sleep 1; stty size; tty; echo $TERM; read x; exit $x'",
                "4\n".getBytes(UTF_8));
        same.terminal("docker attach term", "word\n".getBytes(UTF_8), new byte[] {16, 17});
        same.terminal(
                "docker run --rm -it -h t busybox sh -c 'cat; exit 7'",
                "x\n".getBytes(UTF_8),
                new byte[] {4});
        same.terminal("docker run --rm -it -h t busybox cat", new byte[] {3});
        same.docker("run", "--rm", "-t", "busybox", "tty");
        same.docker("exec", "-t", "term", "echo", "x");
    }

    @Test
    void imagesAreListedAlike() throws Exception {
        Path archive = TestImages.archive("busybox");
        same.docker("load", "-i", archive.toString());
        same.docker("load", "-q", "-i", archive.toString());
        same.docker("images", "busybox");
        same.docker("images", "--digests", "--no-trunc", "busybox");
        same.docker(
                "images",
                "--filter",
                "reference=busy*",
                "--format",
                "{{.Repository}}:{{.Tag}} {{.ID}} {{.Size}}");
        same.docker("tag", "busybox", "twin:1");
        same.docker("history", "busybox");
        same.docker("rmi", "twin:1");
        same.docker("tag", "busybox", "Bad/NAME");
        same.docker("load", "-i", "/nosuch");
        onBoth("run", "-d", "--name", "user", "busybox", "sleep", "1000");
        same.docker("rmi", "busybox");
    }

    @Test
    void imagesArePulledAlike() throws Exception {
        Path storage = Files.createTempDirectory("registry-");
        try (Registry ours = Registry.start(storage, List.of());
                Registry theirs = Registry.start(storage, same.engines().theirs().inItsNetwork())) {
            Command.run(
                            java.util.Map.of(),
                            Command.list(
                                    "skopeo",
                                    "copy",
                                    "--dest-tls-verify=false",
                                    "docker-archive:" + TestImages.archive("debian"),
                                    "docker://" + ours.address() + "/some/debian:1"))
                    .checked();
            for (String image : List.of("/some/debian:1", "/some/debian:nosuch", "/nosuch")) {
                for (String option : List.of("--quiet=false", "-q")) {
                    same.compare(
                            "docker pull " + option + " " + image,
                            same.engines().ours().docker("pull", option, ours.address() + image),
                            same.engines()
                                    .theirs()
                                    .docker("pull", option, theirs.address() + image));
                }
            }
            String pulled = ours.address() + "/some/debian:1";
            assertThat(
                            same.engines()
                                    .ours()
                                    .docker("run", "--rm", pulled, "cat", "/etc/debian_version")
                                    .checked())
                    .startsWith("12.");
            same.compare(
                    "docker rmi",
                    same.engines().ours().docker("rmi", pulled),
                    same.engines().theirs().docker("rmi", theirs.address() + "/some/debian:1"));
        } finally {
            Command.run(java.util.Map.of(), Command.list("rm", "-rf", storage.toString()));
        }
        same.docker("pull", "127.0.0.1:1/nobody:home");
        same.docker("pull", "UPPER");
    }

    @Test
    void inspectShowsTheSameFields() throws Exception {
        onBoth("run", "-d", "--name", "plain", "-h", "plain", "busybox", "sleep", "1000");
        same.documents(APART, "inspect", "plain");
        onBoth(
                "run",
                "-d",
                "--name",
                "rich",
                "-h",
                "rich",
                "-m",
                "64m",
                "--cpus",
                "0.5",
                "-e",
                "A=b",
                "-l",
                "x=y",
                "-w",
                "/tmp",
                "-u",
                "nobody",
                "--restart",
                "on-failure:3",
                "-p",
                "127.0.0.1::80",
                "--expose",
                "99",
                "--cap-add",
                "NET_ADMIN",
                "--cap-drop",
                "CHOWN",
                "--tmpfs",
                "/t",
                "-v",
                "/tmp:/host:ro",
                "--stop-signal",
                "INT",
                "--stop-timeout",
                "3",
                "--ulimit",
                "nofile=100",
                "--dns",
                "9.9.9.9",
                "--add-host",
                "a:1.2.3.4",
                "--security-opt",
                "no-new-privileges",
                "--sysctl",
                "net.ipv4.ip_forward=0",
                "-it",
                "--pids-limit",
                "50",
                "--shm-size",
                "1m",
                "--oom-score-adj",
                "5",
                "--read-only",
                "busybox",
                "sleep",
                "1000");
        same.documents(APART, "inspect", "rich");
        same.documents(APART, "inspect", "-s", "plain");
        onBoth("rm", "-f", "rich");
        same.docker(
                "run",
                "--name",
                "done",
                "-h",
                "done",
                "--network",
                "none",
                "busybox",
                "sh",
                "-c",
                "exit 5");
        same.documents(APART, "inspect", "done");
        onBoth("create", "--name", "made", "-h", "made", "busybox");
        same.documents(APART, "inspect", "made");
        same.documents(APART, "image", "inspect", "busybox");
        same.docker("inspect", "-f", "{{.State.Status}} {{.Config.Image}} {{.nosuch}}", "plain");
    }

    /// Fields that are the engine's own business or differ from one container to the next.
    private static final List<String> APART =
            List.of(
                    "/0/State/Pid: .*",
                    "/0/LogPath: .*",
                    "/0/HostConfig/Runtime: .*",
                    "/0/HostConfig/MaskedPaths/12: \"/sys/fs/selinux\"", // stricter
                    "/0/GraphDriver/Data.*",
                    "/0/Size(RootFs)?: .*", // the length of links counts here
                    "/0/NetworkSettings/SandboxKey: .*",
                    "/0/NetworkSettings(/Networks/\\w+)?/(MacAddress|IPPrefixLen): .*",
                    "/0/NetworkSettings/Networks/none/NetworkID: .*");

    /// What an engine says of itself.
    private static final List<String> OWN_VERSION =
            List.of(
                    "/Server/Platform/Name: .*",
                    "/Server/Components/0/Details/(BuildTime|GitCommit|GoVersion): .*",
                    "/Server/Components/0/Version: .*",
                    "/Server/Components/[1-9].*",
                    "/Server/(Version|GitCommit|GoVersion|BuildTime): .*");

    /// What an engine says of itself, counts or offers.
    private static final List<String> OWN_INFO =
            List.of(
                    "/(ID|Images|NFd|NGoroutines|ServerVersion|DefaultRuntime|InitBinary): .*",
                    "/OperatingSystem: .*", // Docker stands in a process namespace here
                    "/(Plugins|Runtimes|RuncCommit|InitCommit|FirewallBackend|CDISpecDirs).*",
                    "/Containerd/.*",
                    "/(KernelMemoryTCP|LiveRestoreEnabled): .*");

    @Test
    void versionAndInfoSayTheSame() throws Exception {
        same.documents(OWN_VERSION, "version", "--format", "json");
        same.documents(OWN_INFO, "info", "--format", "json");
    }
}
