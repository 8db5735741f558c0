package dev.gantry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ClientGoneTest {
    @TempDir Path directory;
    private final Certificates certificates = Certificates.make();
    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> released = new LinkedBlockingQueue<>();
    private HttpServer server;
    private InetSocketAddress tls;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.start(this::handle, HttpLimits.standard());
        server.listenUnix(directory.resolve("s"));
        tls =
                server.listenTcp(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        certificates.server(),
                        false);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void handle(Exchange exchange) throws Exception {
        switch (exchange.path()) {
            case "/wait" -> {
                CountDownLatch gone = new CountDownLatch(1);
                try (var _ = exchange.onClientGone(gone::countDown);
                        OutputStream out = exchange.stream(200, "text/plain")) {
                    out.flush();
                    gone.await();
                    events.add("gone");
                }
            }
            case "/twice" -> {
                Exchange.Watch other = exchange.onClientGone(() -> events.add("two"));
                try (var _ = exchange.onClientGone(() -> events.add("one"))) {
                    other.close();
                    events.add("watching");
                    events.add(released.take());
                }
                exchange.respond(204);
            }
            case "/hijack" -> {
                var watch = exchange.onClientGone(() -> events.add("gone"));
                watch.close();
                try (Hijacked raw = exchange.hijack("x/y")) {
                    raw.input().transferTo(raw.output());
                }
            }
            case "/unread" -> {
                try (var _ = exchange.onClientGone(() -> {})) {
                    exchange.respond(200);
                }
            }
            default -> {
                byte[] body = exchange.body().readAllBytes();
                exchange.respond(200, "text/plain", body);
            }
        }
    }

    private RawClient unix() throws IOException {
        return RawClient.unix(directory.resolve("s"));
    }

    @Test
    void closingIsNoticedWhileTheHandlerWaits() throws Exception {
        try (RawClient client = unix()) {
            client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n").head();
        }
        assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("gone");
    }

    @Test
    void closingIsNoticedOnTls() throws Exception {
        try (RawClient client = RawClient.tls(tls, certificates.anonymous())) {
            client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n").head();
        }
        assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("gone");
    }

    @Test
    void closingIsNoticedBehindAPipelinedRequest() throws Exception {
        try (RawClient client = unix()) {
            client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n").head();
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("gone");
    }

    @Test
    void whatIsSentDuringAWatchIsTheNextRequest() throws Exception {
        try (RawClient client = unix()) {
            client.send("GET /twice HTTP/1.1\r\nHost: x\r\n\r\n");
            client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n\r\n");
            client.send("b".repeat(20_000));
            released.add("released");
            assertThat(client.answer().status()).isEqualTo(204);
            client.send("b".repeat(20_000));
            assertThat(client.answer().body()).isEqualTo("b".repeat(40_000));
            assertThat(events).contains("released").doesNotContain("one", "two");
        }
    }

    @Test
    void aWatchEndsWithItsExchange() throws Exception {
        try (RawClient client = unix()) {
            client.send("GET /twice HTTP/1.1\r\nHost: x\r\n\r\n");
            released.add("released");
            assertThat(client.answer().status()).isEqualTo(204);
        }
        try (RawClient client = unix()) {
            assertThat(client.get("/a").status()).isEqualTo(200);
        }
        assertThat(events).contains("released").doesNotContain("one", "two");
    }

    @Test
    void onlyTheWatchThatIsOpenRuns() throws Exception {
        try (RawClient client = unix()) {
            client.send("GET /twice HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(events.take()).isEqualTo("watching");
            client.halfClose();
            assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("one");
            released.add("released");
            assertThat(client.answer().status()).isEqualTo(204);
        }
        assertThat(events).containsExactly("released");
    }

    @Test
    void aConnectionMayBeHijackedAfterAWatch() throws Exception {
        try (RawClient client = unix()) {
            client.send("POST /hijack HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(200);
            client.out().write("hello".getBytes(StandardCharsets.UTF_8));
            client.halfClose();
            assertThat(client.rest()).isEqualTo("hello");
            assertThat(events).isEmpty();
        }
    }

    @Test
    void aSmallBodyIsSkippedAndALargeOneForbidsWatching() throws Exception {
        try (RawClient client = unix()) {
            client.send("POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
            assertThat(client.answer().status()).isEqualTo(200);
            client.send("POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\n{}");
            assertThat(client.answer().status()).isEqualTo(500);
        }
    }
}
