package dev.gantry.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What people do with docker, done with the real docker CLI. Expected outputs are what Docker 28.5
/// answers.
@Timeout(300)
class DockerClientTest {
    private static final String IMAGE = "gantry/busybox";

    private static Gantryd daemon;

    @BeforeAll
    static void start() throws Exception {
        daemon = Gantryd.start();
    }

    @AfterAll
    static void stop() throws Exception {
        daemon.close();
    }

    private static Command.Result docker(String... arguments) throws Exception {
        return daemon.docker(arguments);
    }

    @Test
    void theFirstImagesAreThereAndGreet() throws Exception {
        assertThat(docker("images", "--format", "{{.Repository}}:{{.Tag}}").checked())
                .contains("gantry/hello:latest", "gantry/busybox:latest");
        assertThat(docker("run", "--rm", "gantry/hello").checked()).contains("Hello from Gantry!");
        assertThat(docker("run", "--rm", IMAGE, "echo", "hi").checked()).isEqualTo("hi\n");
    }

    @Test
    void ourOwnCommandLineSpeaksTheSame() throws Exception {
        assertThat(daemon.gantry("run", "--rm", IMAGE, "echo", "hi").checked()).isEqualTo("hi\n");
        assertThat(daemon.gantry("run", "--rm", IMAGE, "sh", "-c", "exit 7").code()).isEqualTo(7);
        Command.Result missing = daemon.gantry("run", "--rm", IMAGE, "nope");
        assertThat(missing.code()).isEqualTo(127);
        assertThat(missing.err()).contains("executable file not found in $PATH");
        assertThat(daemon.gantry("images", "-q").checked())
                .isEqualTo(docker("images", "-q").checked());
    }

    @Test
    void exitCodesAreDockers() throws Exception {
        assertThat(docker("run", "--rm", IMAGE, "true").code()).isZero();
        assertThat(docker("run", "--rm", IMAGE, "false").code()).isEqualTo(1);
        assertThat(docker("run", "--rm", IMAGE, "sh", "-c", "sh -c 'kill -9 $$'; exit $?").code())
                .isEqualTo(137);
        assertThat(docker("run", "--rm", "--nope", IMAGE).code()).isEqualTo(125);
    }

    @Test
    void commandsThatCannotRunHaveDockersCodesAndWords() throws Exception {
        String start =
                "docker: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ";
        assertFails(127, start + "exec: \"nope\": executable file not found in $PATH", "nope");
        assertFails(127, start + "exec: \"/nope\": stat /nope: no such file or directory", "/nope");
        assertFails(126, start + "exec: \"/etc/passwd\": permission denied", "/etc/passwd");
    }

    private static void assertFails(int code, String words, String command) throws Exception {
        Command.Result result = docker("run", "--rm", IMAGE, command);
        assertThat(result.code()).isEqualTo(code);
        assertThat(result.err()).contains(words);
        assertThat(docker("ps", "-aq", "--filter", "status=created").out()).isEmpty();
    }

    @Test
    void refusalsOfTheDaemonAre125() throws Exception {
        Command.Result user = docker("run", "--rm", "-u", "nosuch", IMAGE, "true");
        assertThat(user.code()).isEqualTo(125);
        assertThat(user.err())
                .contains("unable to find user nosuch: no matching entries in passwd file");
        Command.Result mount =
                docker("run", "--rm", "--mount", "type=bind,src=/nope2,dst=/x", IMAGE, "true");
        assertThat(mount.code()).isEqualTo(125);
        assertThat(mount.err())
                .contains(
                        "invalid mount config for type \"bind\": bind source path does not exist: /nope2");
        Command.Result capability = docker("run", "--rm", "--cap-add", "FOO", IMAGE, "true");
        assertThat(capability.code()).isEqualTo(125);
        assertThat(capability.err()).contains("invalid CapAdd: unknown capability: \"CAP_FOO\"");
    }

    @Test
    void standardStreamsStayApart() throws Exception {
        Command.Result result = docker("run", "--rm", IMAGE, "sh", "-c", "echo out; echo err >&2");
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).isEqualTo("err\n");
    }

    @Test
    void aContainerThroughItsLife() throws Exception {
        docker("run", "-d", "--name", "life", IMAGE, "sh", "-c", "echo one; sleep 1000").checked();
        assertThat(docker("ps", "--format", "{{.Names}} {{.State}} {{.Image}}").checked())
                .contains("life running " + IMAGE);
        assertThat(docker("inspect", "-f", "{{.State.Status}} {{.Config.Image}}", "life").checked())
                .isEqualTo("running " + IMAGE + "\n");
        assertThat(docker("exec", "life", "hostname").checked())
                .isEqualTo(docker("inspect", "-f", "{{.Config.Hostname}}", "life").checked());
        assertThat(
                        docker(
                                        "exec",
                                        "-w",
                                        "/tmp",
                                        "-e",
                                        "A=b",
                                        "-u",
                                        "nobody",
                                        "life",
                                        "sh",
                                        "-c",
                                        "pwd; echo $A; id -un")
                                .checked())
                .isEqualTo("/tmp\nb\nnobody\n");
        assertThat(docker("exec", "life", "sh", "-c", "exit 9").code()).isEqualTo(9);
        assertThat(docker("top", "life").checked()).contains("sleep 1000");
        assertThat(docker("logs", "life").checked()).isEqualTo("one\n");
        docker("pause", "life").checked();
        assertThat(docker("ps", "--format", "{{.Status}}", "--filter", "name=life").checked())
                .contains("(Paused)");
        docker("unpause", "life").checked();
        docker("rename", "life", "life2").checked();
        assertThat(docker("rm", "life2").err())
                .contains(
                        "cannot remove container \"life2\": container is running: stop the container before removing or force remove");
        assertThat(docker("stop", "-t", "1", "life2").checked()).isEqualTo("life2\n");
        assertThat(docker("wait", "life2").checked()).isEqualTo("137\n");
        docker("start", "life2").checked();
        docker("kill", "life2").checked();
        assertThat(docker("inspect", "-f", "{{.State.ExitCode}}", "life2").checked())
                .isEqualTo("137\n");
        assertThat(docker("kill", "life2").err()).contains("is not running");
        assertThat(docker("rm", "life2").checked()).isEqualTo("life2\n");
        assertThat(docker("inspect", "life2").code()).isEqualTo(1);
    }

    @Test
    void logsAreFollowedToTheEnd() throws Exception {
        docker(
                        "run",
                        "-d",
                        "--name",
                        "lines",
                        IMAGE,
                        "sh",
                        "-c",
                        "for i in $(seq 1000); do echo line $i; done; sleep 1; echo last")
                .checked();
        String log = docker("logs", "-f", "lines").checked();
        assertThat(log.lines()).hasSize(1001).endsWith("last");
        assertThat(docker("logs", "--tail", "2", "lines").checked()).isEqualTo("line 1000\nlast\n");
        assertThat(docker("logs", "-t", "--tail", "1", "lines").checked())
                .matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z last\n");
        docker("rm", "lines").checked();
    }

    @Test
    void aTerminalHasASizeAndCanBeLeft() throws Exception {
        Command.Result size =
                daemon.inTerminal(
                        new ByteArrayInputStream(new byte[0]),
                        "stty rows 33 cols 77; docker run --rm -t "
                                + IMAGE
                                + " sh -c 'sleep 0.5; stty size'");
        assertThat(size.out()).contains("33 77");
        docker("run", "-dit", "--name", "term", IMAGE, "sh").checked();
        byte[] keys = "echo in-$((40+2))\n".getBytes(UTF_8);
        try (SlowKeys typed = new SlowKeys(keys, new byte[] {16, 17})) {
            Command.Result attached = daemon.inTerminal(typed, "docker attach term");
            assertThat(attached.out()).contains("in-42").contains("read escape sequence");
        }
        assertThat(docker("inspect", "-f", "{{.State.Running}}", "term").checked())
                .isEqualTo("true\n");
        docker("rm", "-f", "term").checked();
    }

    @Test
    void imagesAreSavedLoadedTaggedAndRemoved() throws Exception {
        Path archive = Files.createTempFile("image", ".tar");
        docker("save", "-o", archive.toString(), IMAGE).checked();
        docker("tag", IMAGE, "other:1").checked();
        assertThat(docker("rmi", "other:1").checked()).isEqualTo("Untagged: other:1\n");
        String id = docker("images", "-q", "--no-trunc", IMAGE).checked();
        assertThat(docker("load", "-i", archive.toString()).checked())
                .isEqualTo("Loaded image: gantry/busybox:latest\n");
        assertThat(docker("images", "-q", "--no-trunc", IMAGE).checked()).isEqualTo(id);
        assertThat(docker("history", "-q", IMAGE).checked()).isNotEmpty();
        assertThat(docker("run", "--rm", "nosuchimage-x").err())
                .contains("Unable to find image 'nosuchimage-x:latest' locally");
        Files.delete(archive);
    }

    @Test
    void dockerPyDrivesItToo() throws Exception {
        String script =
                """
                import docker
                c = docker.DockerClient(base_url='unix://%s')
                print(c.ping(), c.containers.run('gantry/busybox', ['echo', 'py'], remove=True))
                x = c.containers.run('gantry/busybox', 'sleep 100', detach=True)
                print(x.exec_run('echo inside').output, x.status)
                x.kill(); print(x.wait()['StatusCode']); x.remove()
                """
                        .formatted(daemon.socket());
        assertThat(Command.run(Map.of(), Command.list("/usr/bin/python3", "-c", script)).checked())
                .isEqualTo("True b'py\\n'\nb'inside\\n' created\n137\n");
    }

    @Test
    void aPublishedPortAnswers() throws Exception {
        docker(
                        "run",
                        "-d",
                        "--name",
                        "web",
                        "-p",
                        "127.0.0.1:0:80",
                        IMAGE,
                        "sh",
                        "-c",
                        "mkdir /www; echo served > /www/index.html; httpd -f -h /www")
                .checked();
        String address = docker("port", "web", "80").checked().strip();
        String got =
                Command.run(
                                Map.of(),
                                Command.list(
                                        "curl",
                                        "-s",
                                        "--retry",
                                        "20",
                                        "--retry-connrefused",
                                        "--retry-delay",
                                        "1",
                                        "--max-time",
                                        "20",
                                        "http://" + address))
                        .checked();
        assertThat(got).isEqualTo("served\n");
        docker("rm", "-f", "web").checked();
    }
}
