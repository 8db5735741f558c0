package dev.gantry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class HijackTest {
    private static final String UPGRADE =
            "POST /%s HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";
    private static final int LOTS = 50 << 20;

    @TempDir Path directory;
    private final Certificates certificates = Certificates.make();
    private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
    private HttpServer server;
    private InetSocketAddress tcp;
    private InetSocketAddress tls;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.start(this::handle, HttpLimits.standard());
        server.listenUnix(directory.resolve("s"));
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        tcp = server.listenTcp(any, null, false);
        tls = server.listenTcp(any, certificates.server(), true);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void handle(Exchange exchange) throws Exception {
        exchange.setHeader("Api-Version", "1.44");
        try (Hijacked raw = exchange.hijack("application/vnd.docker.raw-stream")) {
            switch (exchange.path()) {
                case "/collect" -> {
                    received.add(text(raw.input()));
                    raw.output().write("thanks".getBytes(StandardCharsets.UTF_8));
                    raw.shutdownOutput();
                }
                case "/greet" -> {
                    raw.output().write("hello".getBytes(StandardCharsets.UTF_8));
                    raw.shutdownOutput();
                    received.add(text(raw.input()));
                }
                case "/close" -> {
                    FutureTask<Integer> reading = new FutureTask<>(() -> readOnce(raw.input()));
                    Thread reader = Thread.ofVirtual().start(reading);
                    raw.output().write('x');
                    awaitBlocked(reader);
                    end(raw);
                    received.add("read " + reading.get());
                }
                case "/leave" -> received.add("upgraded " + raw.wasUpgraded());
                default -> raw.input().transferTo(raw.output());
            }
        }
    }

    private static int readOnce(InputStream in) {
        try {
            return in.read();
        } catch (IOException e) {
            return -1;
        }
    }

    private static void end(Hijacked raw) {
        raw.close();
    }

    private static void awaitBlocked(Thread thread) {
        while (thread.getState() == Thread.State.RUNNABLE
                || thread.getState() == Thread.State.NEW) {
            Thread.onSpinWait();
        }
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private RawClient unix() throws IOException {
        return RawClient.unix(directory.resolve("s"));
    }

    private RawClient tls() throws IOException {
        return RawClient.tls(tls, certificates.client());
    }

    @Test
    void anUpgradeIsAnswered101() throws Exception {
        try (RawClient client = unix()) {
            RawClient.Answer head = client.send(UPGRADE.formatted("leave")).head();
            assertThat(head.statusLine()).isEqualTo("HTTP/1.1 101 UPGRADED");
            assertThat(head.headers())
                    .containsExactlyInAnyOrder(
                            "Api-Version: 1.44",
                            "Content-Type: application/vnd.docker.raw-stream",
                            "Connection: Upgrade",
                            "Upgrade: tcp");
            assertThat(client.read()).isEqualTo(-1);
            assertThat(received.take()).isEqualTo("upgraded true");
        }
    }

    @Test
    void withoutUpgradeTheAnswerIs200WithoutLength() throws Exception {
        try (RawClient client = unix()) {
            client.send("POST /leave HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
            RawClient.Answer head = client.head();
            assertThat(head.statusLine()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(head.header("Content-Length")).isEmpty();
            assertThat(head.header("Transfer-Encoding")).isEmpty();
            assertThat(head.header("Connection")).isEmpty();
            assertThat(client.read()).isEqualTo(-1);
            assertThat(received.take()).isEqualTo("upgraded false");
        }
    }

    private void theClientEndsFirst(RawClient client) throws Exception {
        try (client) {
            client.send(UPGRADE.formatted("collect") + "early ");
            assertThat(client.head().status()).isEqualTo(101);
            client.send("late");
            client.halfClose();
            assertThat(received.take()).isEqualTo("early late");
            assertThat(client.rest()).isEqualTo("thanks");
        }
    }

    private void theServerEndsFirst(RawClient client) throws Exception {
        try (client) {
            client.send(UPGRADE.formatted("greet") + "early ");
            assertThat(client.head().status()).isEqualTo(101);
            assertThat(client.rest()).isEqualTo("hello");
            client.send("late");
            client.halfClose();
            assertThat(received.take()).isEqualTo("early late");
        }
    }

    @Test
    void eitherSideMayEndFirstOnUnix() throws Exception {
        theClientEndsFirst(unix());
        theServerEndsFirst(unix());
    }

    @Test
    void eitherSideMayEndFirstOnTcp() throws Exception {
        theClientEndsFirst(RawClient.tcp(tcp));
        theServerEndsFirst(RawClient.tcp(tcp));
    }

    @Test
    void eitherSideMayEndFirstOnTls() throws Exception {
        theClientEndsFirst(tls());
        theServerEndsFirst(tls());
    }

    private void closingWakesTheReader(RawClient client) throws Exception {
        try (client) {
            assertThat(client.send(UPGRADE.formatted("close")).head().status()).isEqualTo(101);
            assertThat(client.rest()).isEqualTo("x");
            assertThat(received.take()).isEqualTo("read -1");
        }
    }

    @Test
    void closingWakesWhoeverReads() throws Exception {
        closingWakesTheReader(unix());
        closingWakesTheReader(RawClient.tcp(tcp));
        closingWakesTheReader(tls());
    }

    private static void echoes(RawClient client) throws Exception {
        try (client) {
            assertThat(client.send(UPGRADE.formatted("echo")).head().status()).isEqualTo(101);
            FutureTask<Long> sum = new FutureTask<>(() -> sum(client.in()));
            Thread.ofVirtual().start(sum);
            assertThat(pour(client)).isEqualTo(sum.get());
        }
    }

    private static long pour(RawClient client) throws IOException {
        byte[] piece = new byte[1 << 16];
        OutputStream out = client.out();
        long sum = 0;
        for (int i = 0; i < LOTS / piece.length; i++) {
            for (int j = 0; j < piece.length; j += 97) {
                piece[j] += (byte) (i + j);
            }
            out.write(piece);
            sum = add(sum, piece, piece.length);
        }
        client.halfClose();
        return sum;
    }

    private static long sum(InputStream in) throws IOException {
        byte[] piece = new byte[50_000];
        long sum = 0;
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            sum = add(sum, piece, n);
        }
        return sum;
    }

    private static long add(long sum, byte[] bytes, int length) {
        long result = sum;
        for (int i = 0; i < length; i++) {
            result = result * 31 + bytes[i] + 1;
        }
        return result;
    }

    @Test
    void fiftyMegabytesGoBothWaysAtOnceOnUnix() throws Exception {
        echoes(unix());
    }

    @Test
    void fiftyMegabytesGoBothWaysAtOnceOnTcp() throws Exception {
        echoes(RawClient.tcp(tcp));
    }

    @Test
    void fiftyMegabytesGoBothWaysAtOnceOnTls() throws Exception {
        echoes(tls());
    }
}
