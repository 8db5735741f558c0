package dev.gantry.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpawnTest {
    private static final Path SHELL = Path.of("/bin/sh");

    private static String output(String script, Map<String, String> environment) throws Exception {
        try (Pipe pipe = Pipe.open("output")) {
            pipe.writing().setBlocking(true);
            Pidfd child =
                    Spawn.program(SHELL, List.of("-c", script), environment)
                            .descriptor(null)
                            .descriptor(pipe.writing())
                            .descriptor(pipe.writing())
                            .in(Path.of("/usr"))
                            .start();
            pipe.writing().close();
            try (child) {
                String all = new String(pipe.reading().input().readAllBytes(), UTF_8);
                assertThat(child.reap()).isZero();
                return all;
            }
        }
    }

    @Test
    void aChildHasThreeDescriptorsAndNoMore() throws Exception {
        assertThat(output("ls /proc/self/fd | tr '\\n' ' '", Map.of("PATH", "/usr/bin:/bin")))
                .isEqualTo("0 1 2 3 "); // 3 is ls looking
    }

    @Test
    void aChildHasTheGivenEnvironmentDirectoryAndDefaultSignals() throws Exception {
        assertThat(output("echo $A $PWD", Map.of("A", "b"))).isEqualTo("b /usr\n");
        String signals = output("exec grep Sig[BIC] /proc/self/status", Map.of("PATH", "/bin"));
        assertThat(signals)
                .contains("SigBlk:\t0000000000000000")
                .contains("SigIgn:\t0000000000000000");
    }

    @Test
    void exitCodesAndSignalsAreToldApart() throws Exception {
        try (Pidfd child = Spawn.program(SHELL, List.of("-c", "exit 7"), Map.of()).start()) {
            assertThat(child.reap()).isEqualTo(7);
        }
        try (Pidfd child = Spawn.program(Path.of("/bin/sleep"), List.of("60"), Map.of()).start()) {
            child.signal(9);
            assertThat(child.reap()).isEqualTo(137);
        }
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Spawn.program(Path.of("/nope"), List.of(), Map.of()).start())
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("/nope")
                .hasMessageContaining("no such file or directory");
    }

    @Test
    void packetsKeepTheirBoundariesAndDescriptorsTravel(@TempDir Path directory) throws Exception {
        List<UnixSocket> pair = UnixSocket.pair(UnixSocket.Kind.PACKETS);
        try (UnixSocket one = pair.getFirst();
                UnixSocket other = pair.getLast();
                Fd file = At.open(Files.writeString(directory.resolve("f"), "hello"), 0)) {
            one.send("abc".getBytes(UTF_8), 0, 3);
            one.send("d".getBytes(UTF_8), List.of(file));
            byte[] buffer = new byte[100];
            assertThat(other.receive(buffer)).isEqualTo(3);
            UnixSocket.Received received = other.receiveWithDescriptors(buffer);
            assertThat(received.length()).isEqualTo(1);
            try (Fd copy = received.descriptors().getFirst()) {
                assertThat(copy.input().readAllBytes()).asString(UTF_8).isEqualTo("hello");
            }
            one.shutdownOutput();
            assertThat(other.receive(buffer)).isEqualTo(-1);
        }
    }

    @Test
    void aTerminalHasTheSizeItIsGiven() throws Exception {
        try (Pty pty = Pty.open()) {
            pty.resize(33, 77);
            try (Pidfd child =
                    Spawn.program(
                                    Path.of("/bin/stty"),
                                    List.of("size"),
                                    Map.of("PATH", "/usr/bin:/bin"))
                            .descriptor(pty.terminal())
                            .descriptor(pty.terminal())
                            .start()) {
                byte[] buffer = new byte[100];
                int length = pty.master().read(buffer, 0, buffer.length);
                assertThat(new String(buffer, 0, length, UTF_8)).isEqualTo("33 77\r\n");
                assertThat(child.reap()).isZero();
            }
        }
    }

    @Test
    void anotherNetworkNamespaceHasOnlyItsOwnLinks(@TempDir Path directory) throws Exception {
        Path pin = Files.createFile(directory.resolve("ns"));
        Namespaces.createNetwork(pin);
        try {
            String links =
                    Namespaces.inNetwork(
                            pin, () -> Files.readString(Path.of("/proc/thread-self/net/dev")));
            assertThat(links).contains("lo:").doesNotContain("eth0");
        } finally {
            Mounts.umount2(pin.toString(), Mounts.MNT_DETACH);
        }
    }
}
