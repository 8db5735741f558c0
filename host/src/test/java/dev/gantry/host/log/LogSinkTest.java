package dev.gantry.host.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.linux.At;
import dev.gantry.linux.Fd;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.UnixSocket;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What servers on this machine receive.
@Timeout(60)
class LogSinkTest {
    private static final LogOrigin ORIGIN =
            new LogOrigin(
                    "web",
                    "0123456789abcdef",
                    "web",
                    "sha256:77",
                    "app:2",
                    "serve --all",
                    Instant.parse("2026-01-02T03:04:05Z"),
                    Map.of("team", "blue"));
    private static final Instant AT = Instant.parse("2026-01-02T03:04:06.123456Z");

    @TempDir Path directory;

    private static LogLine line(String text) {
        return new LogLine(AT, false, text.getBytes(UTF_8), false);
    }

    /// Sends lines to a server on TCP and returns all it has received.
    private static byte[] overTcp(Server server, LogLine... lines) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FutureTask<byte[]> received =
                    new FutureTask<>(() -> {
                        try (var socket = listener.accept()) {
                            return socket.getInputStream().readAllBytes();
                        }
                    });
            Thread.ofVirtual().start(received);
            Address address = new Address.Tcp("127.0.0.1", listener.getLocalPort());
            try (LogSink sink = server.at(address).open(ORIGIN)) {
                for (LogLine line : lines) {
                    sink.send(line);
                }
            }
            return received.get();
        }
    }

    private interface Server {
        LogServer at(Address address);
    }

    private static Server syslog(LogServer.SyslogFormat format) {
        return address -> new LogServer.Syslog(address, 16, format);
    }

    @Test
    void syslogIsWrittenInItsForms() throws Exception {
        String old =
                new String(
                        overTcp(
                                syslog(LogServer.SyslogFormat.RFC3164),
                                line("hello"),
                                new LogLine(AT, true, "oh".getBytes(UTF_8), false)),
                        UTF_8);
        assertThat(old.lines().toList())
                .hasSize(2)
                .satisfies(first ->
                        assertThat(first.get(0))
                                .matches("<134>Jan  2 ..:..:06 \\S+ web\\[\\d+]: hello"))
                .satisfies(
                        second -> assertThat(second.get(1)).startsWith("<131>").endsWith(": oh"));
        String modern =
                new String(
                        overTcp(syslog(LogServer.SyslogFormat.RFC5424_MICRO), line("hello")),
                        UTF_8);
        assertThat(modern)
                .matches("\\d+ <134>1 2026-01-0\\dT..:..:06.123456\\S+ \\S+ web \\d+ web - hello");
        String[] parts = modern.split(" ", 2);
        assertThat(parts[1]).hasSize(Integer.parseInt(parts[0]));
    }

    @Test
    void theMachinesOwnSyslogGetsDatagrams() throws Exception {
        try (Fd folder = At.open(directory, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
                UnixSocket daemon = UnixSocket.listen(UnixSocket.Kind.DATAGRAMS, folder, "log")) {
            Address address = new Address.Datagrams(directory.resolve("log"));
            try (LogSink sink = syslog(LogServer.SyslogFormat.LOCAL).at(address).open(ORIGIN)) {
                sink.send(line("hello"));
            }
            byte[] packet = new byte[1000];
            int length = daemon.receive(packet);
            assertThat(new String(packet, 0, length, UTF_8))
                    .matches("<134>Jan  2 ..:..:06 web\\[\\d+]: hello\n");
        }
    }

    @Test
    void journalFieldsCannotBeForged() throws Exception {
        try (Fd folder = At.open(directory, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
                UnixSocket daemon =
                        UnixSocket.listen(UnixSocket.Kind.DATAGRAMS, folder, "journal")) {
            Address address = new Address.Datagrams(directory.resolve("journal"));
            try (LogSink sink = new JournalSink(address.connect(), ORIGIN)) {
                sink.send(line("x\nPRIORITY=0\n"));
            }
            byte[] packet = new byte[4000];
            int length = daemon.receive(packet);
            assertThat(journal(Arrays.copyOf(packet, length)))
                    .containsEntry("MESSAGE", "x\nPRIORITY=0\n")
                    .containsEntry("PRIORITY", "6")
                    .containsEntry("CONTAINER_ID_FULL", "0123456789abcdef")
                    .containsEntry("CONTAINER_TAG", "web")
                    .containsEntry("TEAM", "blue");
        }
    }

    private static Map<String, String> journal(byte[] entry) {
        Map<String, String> fields = new TreeMap<>();
        int at = 0;
        while (at < entry.length) {
            int newline = at;
            while (entry[newline] != '\n') {
                newline++;
            }
            int length = (entry[newline + 1] & 0xff) | (entry[newline + 2] & 0xff) << 8;
            fields.put(
                    new String(entry, at, newline - at, UTF_8),
                    new String(entry, newline + 9, length, UTF_8));
            at = newline + 9 + length + 1;
        }
        return fields;
    }

    @Test
    void gelfIsCompressedAndCutIntoDatagrams() throws Exception {
        try (DatagramSocket server =
                new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            LogServer gelf =
                    new LogServer.Gelf(
                            new Address.Udp("127.0.0.1", server.getLocalPort()),
                            LogServer.GelfCompression.GZIP,
                            1);
            byte[] noise = new byte[6000];
            new Random(1).nextBytes(noise);
            String text = java.util.HexFormat.of().formatHex(noise);
            try (LogSink sink = gelf.open(ORIGIN)) {
                sink.send(line(text));
            }
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            int count = 1;
            for (int i = 0; i < count; i++) {
                DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
                server.receive(packet);
                byte[] chunk = packet.getData();
                assertThat(packet.getLength()).isLessThanOrEqualTo(1420);
                assertThat(chunk[0]).isEqualTo((byte) 0x1e);
                assertThat(chunk[10]).isEqualTo((byte) i);
                count = chunk[11];
                whole.write(chunk, 12, packet.getLength() - 12);
            }
            assertThat(
                            message(
                                    new GZIPInputStream(
                                                    new ByteArrayInputStream(whole.toByteArray()))
                                            .readAllBytes()))
                    .containsEntry("short_message", new JsonValue.Str(text))
                    .containsEntry("level", JsonValue.Num.of(6))
                    .containsEntry("_container_name", new JsonValue.Str("web"))
                    .containsEntry("_team", new JsonValue.Str("blue"))
                    .containsEntry("timestamp", new JsonValue.Num("1767323046.123"));
        }
    }

    @Test
    void gelfOverTcpEndsWithNul() throws Exception {
        byte[] received =
                overTcp(
                        address -> new LogServer.Gelf(address, LogServer.GelfCompression.NONE, 1),
                        line("one"));
        assertThat(received[received.length - 1]).isZero();
        assertThat(message(Arrays.copyOf(received, received.length - 1)))
                .containsEntry("short_message", new JsonValue.Str("one"));
    }

    private static Map<String, JsonValue> message(byte[] bytes) throws IOException {
        return ((JsonValue.Obj) Json.parse(bytes)).fields();
    }

    @Test
    void fluentdGetsMessagePack() throws Exception {
        byte[] received =
                overTcp(
                        address -> new LogServer.Fluentd(address, true),
                        new LogLine(AT, true, "oh".getBytes(UTF_8), true));
        assertThat(received).startsWith(0x93, 0xdb, 0, 0, 0, 3, 'w', 'e', 'b', 0xd7, 0);
        assertThat(new String(received, UTF_8))
                .contains("container_id", "0123456789abcdef", "stderr", "partial_message", "team");
    }

    @Test
    void aServerThatIsNotThereIsToldOfInGosWords() throws Exception {
        int free;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = listener.getLocalPort();
        }
        LogServer server = new LogServer.Fluentd(new Address.Tcp("127.0.0.1", free), false);
        assertThatThrownBy(() -> server.open(ORIGIN))
                .hasMessage("dial tcp 127.0.0.1:%d: connect: connection refused".formatted(free));
    }
}
