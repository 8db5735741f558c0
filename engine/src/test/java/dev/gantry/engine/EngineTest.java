package dev.gantry.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.base.RandomId;
import dev.gantry.engine.container.ContainerDocument;
import dev.gantry.engine.container.ContainerDocument.Status;
import dev.gantry.engine.container.ContainerMounts;
import dev.gantry.engine.container.ContainerSpec;
import dev.gantry.engine.container.Containers;
import dev.gantry.engine.container.ExecSpec;
import dev.gantry.engine.container.HealthCheck;
import dev.gantry.engine.container.Streams;
import dev.gantry.engine.container.Wait;
import dev.gantry.engine.image.Progress;
import dev.gantry.engine.image.RegistrySettings;
import dev.gantry.engine.log.LogSpec;
import dev.gantry.engine.network.NetworkSettings;
import dev.gantry.engine.network.Wish;
import dev.gantry.host.runtime.LogQuery;
import dev.gantry.host.runtime.LogReader;
import dev.gantry.host.runtime.LogRecord;
import dev.gantry.host.runtime.Output;
import dev.gantry.oci.ImageReference;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The engine by itself, with real containers of busybox.
@Timeout(60)
class EngineTest {
    @TempDir static Path directory;

    private static Engine engine;

    @BeforeAll
    static void open() throws Exception {
        engine = Engine.open(settings());
        Path archive = directory.resolve("busybox.tar");
        BusyboxArchive.write(archive);
        try (InputStream in = new FileInputStream(archive.toFile())) {
            assertThat(engine.images().load(in, Progress.NONE)).hasSize(1);
        }
    }

    @AfterAll
    static void close() throws Exception {
        for (ContainerDocument document : engine.containers().all()) {
            engine.containers().remove(document.id(), true, true);
        }
        engine.close();
        int _ =
                new ProcessBuilder("sh", "-c", FORGET_BRIDGE, BRIDGE)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
    }

    /// Takes away what a daemon leaves to the next one: the default bridge, and what keeps it
    /// closed.
    private static final String FORGET_BRIDGE =
            """
            for s in $(ip route show dev $0 proto kernel | cut -d' ' -f1); do
              ip rule del pref 31002 to $s iif lo
              ip rule del pref 31003 to $s
            done
            ip rule del pref 31001 iif $0
            ip link delete $0
            nft delete table ip gantry_$0
            """;

    private static final String BRIDGE = "gt" + RandomId.hex(4);

    private static Engine.Settings settings() {
        return new Engine.Settings(
                directory.resolve("data"),
                directory.resolve("exec"),
                "0",
                NetworkSettings.standard(BRIDGE),
                RegistrySettings.defaults(),
                Map.of(),
                null,
                Engine.ContainerDefaults.STANDARD,
                LogSpec.STANDARD);
    }

    private static ContainerSpec spec(boolean autoRemove, String restart, String... cmd) {
        return new ContainerSpec(
                "busybox",
                new ContainerSpec.Process(
                        null,
                        List.of(cmd),
                        List.of("A=b"),
                        "",
                        List.of(),
                        "",
                        "",
                        1,
                        0,
                        List.of(),
                        false,
                        List.of("/bin/sh", "-c")),
                new ContainerSpec.Streams(false, true, true, true, true, true),
                new ContainerSpec.Identity("", ""),
                new ContainerSpec.Security(
                        false, false, false, List.of(), List.of(), null, null, false, null, null,
                        Map.of(), List.of(), List.of(), List.of()),
                new ContainerSpec.Namespaces("", "", "", "", 1 << 20),
                new ContainerSpec.Limits(
                        0,
                        0,
                        0,
                        null,
                        false,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        "",
                        "",
                        null,
                        0,
                        ContainerSpec.BlockIo.UNLIMITED,
                        0,
                        "",
                        ""),
                ContainerMounts.NONE,
                network("none"),
                new ContainerSpec.Restart(restart, 0),
                HealthCheck.UNSAID,
                LogSpec.STANDARD,
                autoRemove,
                Map.of("l", "v"),
                Map.of(),
                null);
    }

    private static ContainerSpec.Network network(String mode) {
        return new ContainerSpec.Network(
                mode,
                List.of(Wish.plain(mode)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static String create(boolean autoRemove, String restart, String... cmd)
            throws Exception {
        return engine.containers()
                .create(new Containers.Create(null, spec(autoRemove, restart, cmd), null))
                .id()
                .hex();
    }

    private static String read(Streams streams) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Output o = streams.next(); o != null; o = streams.next()) {
            out.write(o.bytes());
        }
        return out.toString(UTF_8);
    }

    @Test
    void aContainerIsCreatedAttachedStartedAndRemoved() throws Exception {
        String id = create(true, "no", "sh", "-c", "cat; echo $A $HOSTNAME; exit 7");
        try (Streams streams = engine.containers().attach(id, true);
                Wait removed = engine.containers().await(id, Wait.Condition.REMOVED)) {
            engine.containers().start(id);
            streams.write("in\n".getBytes(UTF_8), 0, 3);
            streams.closeInput();
            assertThat(read(streams)).isEqualTo("in\nb " + id.substring(0, 12) + "\n");
            assertThat(removed.join().code()).isEqualTo(7);
        }
        assertThatThrownBy(() -> engine.containers().require(id))
                .hasMessage("No such container: " + id);
    }

    @Test
    void aCommandThatIsNotThereIsRefusedAndLeavesNothingBehind() throws Exception {
        String id = create(false, "no", "nope");
        assertThatThrownBy(() -> engine.containers().start(id))
                .hasMessageContaining("exec: \"nope\": executable file not found in $PATH");
        ContainerDocument document = engine.containers().require(id);
        assertThat(document.state().status()).isEqualTo(Status.CREATED);
        assertThat(document.state().exitCode()).isEqualTo(127);
        engine.containers().remove(id, false, false);
    }

    @Test
    void anEndedContainerStartsAgainByItsPolicyUntilItIsStopped() throws Exception {
        String id = create(false, "always", "sh", "-c", "echo x; exit 1");
        engine.containers().start(id);
        while (engine.containers().require(id).restarts() < 2) {
            try (Wait exit = engine.containers().await(id, Wait.Condition.NEXT_EXIT)) {
                exit.join();
            }
        }
        try {
            engine.containers().stop(id, 1, null);
        } catch (EngineException e) {
            assertThat(e.kind()).isEqualTo(EngineException.Kind.NOT_MODIFIED);
        }
        engine.containers().remove(id, true, false);
        assertThat(engine.containers().all()).noneMatch(c -> c.id().equals(id));
    }

    @Test
    void containersLiveThroughARestartOfTheEngine() throws Exception {
        String lives = create(false, "no", "sh", "-c", "echo one; sleep 1; echo two; sleep 100");
        String ends = create(false, "no", "sh", "-c", "sleep 1; exit 7");
        engine.containers().start(lives);
        engine.containers().start(ends);
        int pid = engine.containers().require(lives).state().pid();
        Engine.Settings settings = settings();
        engine.close();
        engine = Engine.open(settings);
        assertThat(engine.containers().require(lives).state().pid()).isEqualTo(pid);
        try (Wait ended = engine.containers().await(ends, Wait.Condition.NOT_RUNNING)) {
            assertThat(ended.join().code()).isEqualTo(7);
        }
        engine.containers().stop(lives, 0, null);
        StringBuilder log = new StringBuilder();
        try (LogReader reader = engine.containers().logs(lives, LogQuery.all())) {
            for (LogRecord r = reader.next(); r != null; r = reader.next()) {
                log.append(new String(r.bytes(), UTF_8));
            }
        }
        assertThat(log).hasToString("one\ntwo\n");
        assertThat(engine.containers().require(lives).state().exitCode()).isEqualTo(137);
    }

    @Test
    void commandsRunInsideWithTheContainersEnvironment() throws Exception {
        String id = create(false, "no", "sleep", "100");
        engine.containers().start(id);
        String exec =
                engine.containers()
                        .execCreate(
                                id,
                                new ExecSpec(
                                        List.of("sh", "-c", "id -un; echo $A; exit 3"),
                                        List.of(),
                                        "nobody",
                                        "/tmp",
                                        false,
                                        false,
                                        false,
                                        true,
                                        true,
                                        ""));
        try (Streams streams = engine.containers().execStart(exec, 0, 0)) {
            assertThat(read(streams)).isEqualTo("nobody\nb\n");
        }
        while (engine.containers().exec(exec).isRunning()) {
            Thread.onSpinWait();
        }
        assertThat(engine.containers().exec(exec).exitCode()).contains(3);
        assertThat(engine.containers().top(id, "").processes()).hasSize(1);
        engine.containers().kill(id, "");
        assertThat(engine.containers().require(id).state().exitCode()).isEqualTo(137);
    }

    @Test
    void aContainerOnTheBridgeReachesItsGateway() throws Exception {
        ContainerSpec none =
                spec(
                        false,
                        "no",
                        "sh",
                        "-c",
                        "ping -c1 -W2 $(ip route | sed -n 's/default via \\([^ ]*\\).*/\\1/p')");
        ContainerSpec bridged =
                new ContainerSpec(
                        none.image(),
                        none.process(),
                        none.streams(),
                        none.identity(),
                        none.security(),
                        none.namespaces(),
                        none.limits(),
                        none.mounts(),
                        network("bridge"),
                        none.restart(),
                        none.health(),
                        none.log(),
                        false,
                        Map.of(),
                        Map.of(),
                        null);
        String id =
                engine.containers()
                        .create(new Containers.Create("bridged", bridged, null))
                        .id()
                        .hex();
        try (Streams streams = engine.containers().attach(id, false);
                Wait exit = engine.containers().await(id, Wait.Condition.NEXT_EXIT)) {
            engine.containers().start(id);
            assertThat(read(streams)).contains("1 packets received");
            assertThat(exit.join().code()).isZero();
        }
    }

    @Test
    void aDamagedArchiveAddsNothing() throws Exception {
        Path archive = directory.resolve("good.tar");
        BusyboxArchive.write(archive);
        byte[] bytes = Files.readAllBytes(archive);
        Path cut =
                Files.write(
                        directory.resolve("cut.tar"),
                        java.util.Arrays.copyOf(bytes, bytes.length / 2));
        int before = engine.images().all().size();
        try (InputStream in = new FileInputStream(cut.toFile())) {
            assertThatThrownBy(() -> engine.images().load(in, Progress.NONE))
                    .isInstanceOf(EngineException.class);
        }
        assertThat(engine.images().all()).hasSize(before);
    }

    @Test
    void namesComeAndGo() throws Exception {
        engine.images().tag("busybox", ImageReference.parse("other:1"));
        assertThat(engine.images().require("other:1").tags()).contains("busybox:latest", "other:1");
        engine.images().remove("other:1", false, true, null);
        assertThat(engine.images().find("other:1")).isEmpty();
        assertThat(engine.images().find("busybox")).isPresent();
    }
}
