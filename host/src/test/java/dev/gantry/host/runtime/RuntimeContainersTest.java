package dev.gantry.host.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.base.RandomId;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real containers from busybox alone, through conmon and the runtime of this machine.
@Timeout(60)
class RuntimeContainersTest {
    @TempDir static Path directory;

    private static RuntimeContainers containers;
    private static Path root;

    @BeforeAll
    static void open() throws Exception {
        containers =
                RuntimeContainers.open(
                        new RuntimeLayout(directory.resolve("exec")), RuntimeOptions.DEFAULT);
        root = directory.resolve("root");
        for (String name : List.of("bin", "proc", "sys", "dev", "tmp", "etc")) {
            Files.createDirectories(root.resolve(name));
        }
        Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
        for (String applet : List.of("sh", "cat", "sleep", "ls", "true", "seq", "head", "stty")) {
            Files.createSymbolicLink(root.resolve("bin/" + applet), Path.of("busybox"));
        }
        Files.createFile(root.resolve("etc/passwd"));
    }

    @AfterAll
    static void nothingIsLeft() throws Exception {
        for (String id : containers.all()) {
            containers.delete(id);
        }
    }

    private static RuntimeRequest request(
            RuntimeRequest.Stdin stdin, ProcessSpec.@Nullable Terminal terminal, String... args) {
        String id = "rt" + RandomId.hex(6);
        ProcessSpec process =
                new ProcessSpec(
                        List.of(args),
                        List.of("PATH=/bin"),
                        "/",
                        ProcessSpec.User.ROOT,
                        ProcessSpec.Privileges.of(DockerDefaults.CAPABILITIES),
                        terminal,
                        List.of(),
                        null);
        Isolation.Namespace host = new Isolation.Namespace.Host();
        Isolation isolation =
                new Isolation(
                        "box",
                        "",
                        Isolation.Namespaces.own(new Isolation.Namespace.Own(), host),
                        new Isolation.Paths(
                                DockerDefaults.maskedPaths(), DockerDefaults.READ_ONLY_PATHS),
                        Map.of(),
                        new SeccompChoice.Default(),
                        List.of(),
                        null);
        return new RuntimeRequest(
                id,
                null,
                new RuntimeRequest.Root(root, false, DockerDefaults.mounts(1 << 20)),
                process,
                isolation,
                Resources.unlimited("/gantry-test", DockerDefaults.deviceRules()),
                new RuntimeRequest.Stdio(stdin, directory.resolve(id + ".log")),
                RuntimeRequest.Extras.NONE);
    }

    private static String log(RuntimeRequest request) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LogReader log =
                containers.logs(request.id(), request.stdio().log(), LogQuery.following())) {
            for (LogRecord record = log.next(); record != null; record = log.next()) {
                out.write(record.bytes());
            }
        }
        return out.toString(UTF_8);
    }

    @Test
    void aContainerRunsAndItsExitCodeIsKept() throws Exception {
        RuntimeRequest request =
                request(RuntimeRequest.Stdin.NONE, null, "sh", "-c", "echo out; exit 7");
        containers.create(request);
        assertThat(containers.find(request.id()))
                .hasValueSatisfying(s -> assertThat(s).isInstanceOf(RuntimeState.Created.class));
        containers.start(request.id());
        assertThat(log(request)).isEqualTo("out\n");
        Exit exit = containers.awaitExit(request.id());
        assertThat(exit.code()).isEqualTo(7);
        assertThat(exit.oomKilled()).isFalse();
        containers.delete(request.id());
        assertThat(containers.find(request.id())).isEmpty();
    }

    @Test
    void fiftyMegabytesGoThroughAndTheEndOfInputArrives() throws Exception {
        RuntimeRequest request = request(RuntimeRequest.Stdin.ONCE, null, "cat");
        containers.create(request);
        long received = 0;
        try (AttachSession session = containers.attach(request.id())) {
            containers.start(request.id());
            Thread writer = Thread.ofVirtual().start(() -> feed(session, 50 << 20));
            for (Output out = session.next(); out != null; out = session.next()) {
                received += out.bytes().length;
            }
            writer.join();
        }
        assertThat(received).isEqualTo(50 << 20);
        assertThat(containers.awaitExit(request.id()).code()).isZero();
        containers.delete(request.id());
    }

    private static void feed(AttachSession session, int bytes) {
        try {
            byte[] chunk = new byte[32 * 1024];
            java.util.Arrays.fill(chunk, (byte) 'x');
            for (int sent = 0; sent < bytes; sent += chunk.length) {
                session.write(chunk, 0, chunk.length);
            }
            session.closeInput();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void commandsThatCannotRunAreToldApart() {
        assertThatThrownBy(() -> run("nope"))
                .isInstanceOf(RuntimeFailure.CommandNotFound.class)
                .hasMessageContaining("exec: \"nope\": executable file not found in $PATH");
        assertThatThrownBy(() -> run("/nope"))
                .isInstanceOf(RuntimeFailure.CommandNotFound.class)
                .hasMessageContaining("exec: \"/nope\": stat /nope: no such file or directory");
        assertThatThrownBy(() -> run("/etc/passwd"))
                .isInstanceOf(RuntimeFailure.CommandNotExecutable.class)
                .hasMessageContaining("exec: \"/etc/passwd\": permission denied");
    }

    private static void run(String command) throws Exception {
        RuntimeRequest request = request(RuntimeRequest.Stdin.NONE, null, command);
        containers.create(request);
        try {
            containers.start(request.id());
        } finally {
            containers.delete(request.id());
        }
    }

    @Test
    void aTerminalHasItsSizeAndStaysWhenAClientLeaves() throws Exception {
        RuntimeRequest request =
                request(
                        RuntimeRequest.Stdin.KEPT,
                        new ProcessSpec.Terminal(11, 22),
                        "sh",
                        "-c",
                        "read a; stty size; read b; exit 3");
        containers.create(request);
        AttachSession first = containers.attach(request.id());
        containers.start(request.id());
        containers.resize(request.id(), new ProcessSpec.Terminal(33, 77));
        first.write("go\n".getBytes(UTF_8), 0, 3);
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf("33 77") < 0) {
            seen.append(new String(first.next().bytes(), UTF_8));
        }
        first.close();
        assertThat(containers.find(request.id()))
                .hasValueSatisfying(s -> assertThat(s).isInstanceOf(RuntimeState.Running.class));
        try (AttachSession second = containers.attach(request.id())) {
            second.write("x\n".getBytes(UTF_8), 0, 2);
            assertThat(containers.awaitExit(request.id()).code()).isEqualTo(3);
        }
        containers.delete(request.id());
    }

    @Test
    void aCommandRunsInsideAndItsStreamsStayApart() throws Exception {
        RuntimeRequest request = request(RuntimeRequest.Stdin.NONE, null, "sleep", "100");
        containers.create(request);
        containers.start(request.id());
        ProcessSpec command =
                new ProcessSpec(
                        List.of("sh", "-c", "cat; echo err >&2; exit 5"),
                        List.of("PATH=/bin"),
                        "/tmp",
                        ProcessSpec.User.ROOT,
                        ProcessSpec.Privileges.of(DockerDefaults.CAPABILITIES),
                        null,
                        List.of(),
                        null);
        try (ExecHandle exec =
                containers.exec(request.id(), new ExecRequest("e1", command, true))) {
            assertThat(exec.start()).isPositive();
            exec.session().write("hi".getBytes(UTF_8), 0, 2);
            exec.session().closeInput();
            StringBuilder out = new StringBuilder();
            StringBuilder err = new StringBuilder();
            for (Output o = exec.session().next(); o != null; o = exec.session().next()) {
                (o.stream() == Output.Stream.STDERR ? err : out)
                        .append(new String(o.bytes(), UTF_8));
            }
            assertThat(out).hasToString("hi");
            assertThat(err).hasToString("err\n");
            assertThat(exec.awaitExit().code()).isEqualTo(5);
        }
        assertThat(containers.processes(request.id())).hasSize(1);
        containers.pause(request.id());
        assertThat(containers.find(request.id()))
                .hasValueSatisfying(s -> assertThat(s).isInstanceOf(RuntimeState.Paused.class));
        containers.resume(request.id());
        containers.kill(request.id(), 9);
        assertThat(containers.awaitExit(request.id()).code()).isEqualTo(137);
        assertThatThrownBy(() -> containers.kill(request.id(), 9))
                .isInstanceOf(RuntimeFailure.NotRunning.class);
        containers.delete(request.id());
    }

    @Test
    void aContainerIsFoundAgainByAnotherEngine() throws Exception {
        RuntimeRequest request =
                request(RuntimeRequest.Stdin.NONE, null, "sh", "-c", "sleep 1; exit 9");
        containers.create(request);
        containers.start(request.id());
        RuntimeContainers other =
                RuntimeContainers.open(
                        new RuntimeLayout(directory.resolve("exec")), RuntimeOptions.DEFAULT);
        assertThat(other.all()).contains(request.id());
        assertThat(other.awaitExit(request.id()).code()).isEqualTo(9);
        other.delete(request.id());
    }

    @Test
    void aFilterProgramIsCompiledOnceForARuntimeThatTakesIt() throws Exception {
        SeccompPrograms programs = new SeccompPrograms(directory.resolve("filters"));
        Bundle.SeccompPart part =
                programs.part(new SeccompChoice.Default(), DockerDefaults.CAPABILITIES, true);
        assertThat(part)
                .isInstanceOfSatisfying(
                        Bundle.SeccompPart.Program.class,
                        p -> assertThat(p.base64().length()).isGreaterThan(1000));
        assertThat(programs.part(new SeccompChoice.Default(), DockerDefaults.CAPABILITIES, true))
                .isEqualTo(part);
    }
}
