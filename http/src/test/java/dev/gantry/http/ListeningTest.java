package dev.gantry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ListeningTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir Path directory;
    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    private Path socket;
    private HttpServer server;

    @BeforeEach
    void start() {
        socket = directory.resolve("s");
        server = server(2, LONG, LONG);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private HttpServer server(int connections, Duration headerTimeout, Duration idleTimeout) {
        return HttpServer.start(
                this::handle, new HttpLimits(connections, 4096, 20, headerTimeout, idleTimeout));
    }

    private void handle(Exchange exchange) throws Exception {
        if (exchange.path().equals("/block")) {
            events.add("blocked");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                events.add("interrupted");
                throw e;
            }
        }
        Connection peer = exchange.connection();
        String name =
                peer.clientCertificate()
                        .map(certificate -> certificate.getSubjectX500Principal().getName())
                        .orElse("nobody");
        exchange.respond(
                200,
                "text/plain",
                (peer.transport() + " " + name).getBytes(StandardCharsets.UTF_8));
    }

    private void expectBody(RawClient client, String body) throws IOException {
        try (client) {
            assertThat(client.get("/").body()).isEqualTo(body);
        }
    }

    @Test
    void everyTransportSaysWhatItIs() throws IOException {
        server.listenUnix(socket);
        expectBody(RawClient.unix(socket), "UNIX nobody");
        expectBody(RawClient.tcp(server.listenTcp(ANY, null, false)), "TCP nobody");
    }

    @Test
    void tlsWithoutClientCertificates() throws IOException {
        Certificates certificates = Certificates.make();
        InetSocketAddress address = server.listenTcp(ANY, certificates.server(), false);
        expectBody(RawClient.tls(address, certificates.anonymous()), "TLS nobody");
        expectBody(RawClient.tls(address, certificates.client()), "TLS nobody");
    }

    @Test
    void mutualTlsAdmitsOnlyWhomTheAuthorityVouchesFor() throws IOException {
        Certificates certificates = Certificates.make();
        InetSocketAddress address = server.listenTcp(ANY, certificates.server(), true);
        expectBody(RawClient.tls(address, certificates.client()), "TLS CN=client");
        assertThatIOException()
                .isThrownBy(() -> expectBody(RawClient.tls(address, certificates.anonymous()), ""));
        assertThatIOException()
                .isThrownBy(
                        () -> expectBody(RawClient.tls(address, Certificates.make().client()), ""));
        expectBody(RawClient.tls(address, certificates.client()), "TLS CN=client");
    }

    @Test
    void plainHttpOnATlsPortIsNotServed() throws IOException {
        Certificates certificates = Certificates.make();
        InetSocketAddress address = server.listenTcp(ANY, certificates.server(), true);
        assertThatIOException().isThrownBy(() -> expectBody(RawClient.tcp(address), ""));
        expectBody(RawClient.tls(address, certificates.client()), "TLS CN=client");
    }

    @Test
    void aStaleSocketIsReplaced() throws IOException {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
        server.listenUnix(socket);
        expectBody(RawClient.unix(socket), "UNIX nobody");
    }

    @Test
    void aLiveSocketIsLeftAlone() throws IOException {
        server.listenUnix(socket);
        try (HttpServer second = server(2, LONG, LONG)) {
            assertThatIOException()
                    .isThrownBy(() -> second.listenUnix(socket))
                    .withMessage("listen on %s: somebody listens there already", socket);
        }
        expectBody(RawClient.unix(socket), "UNIX nobody");
    }

    @Test
    void anotherFileIsLeftAlone() throws IOException {
        Files.writeString(socket, "precious");
        assertThatIOException()
                .isThrownBy(() -> server.listenUnix(socket))
                .withMessage("listen on %s: the file is no socket", socket);
        assertThat(socket).hasContent("precious");
    }

    @Test
    void closingUnlinksOnlyTheSocketOfOnesOwn() throws IOException {
        server.listenUnix(socket);
        Path other = directory.resolve("other");
        server.listenUnix(other);
        Files.delete(other);
        Files.writeString(other, "another's");
        server.close();
        assertThat(socket).doesNotExist();
        assertThat(other).exists();
        assertThatIOException().isThrownBy(() -> server.listenUnix(socket));
        assertThat(socket).doesNotExist();
    }

    @Test
    void closingEndsIdleConnectionsAndInterruptsHandlers() throws Exception {
        server.listenUnix(socket);
        try (RawClient idle = RawClient.unix(socket);
                RawClient busy = RawClient.unix(socket)) {
            assertThat(idle.get("/").status()).isEqualTo(200);
            busy.send("GET /block HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(events.take()).isEqualTo("blocked");
            Thread closing = Thread.ofVirtual().start(server::close);
            assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("interrupted");
            assertThat(idle.read()).isEqualTo(-1);
            assertThat(busy.answer().status()).isEqualTo(500);
            busy.halfClose();
            closing.join();
        }
    }

    @Test
    void connectionsAboveTheLimitAreAnswered503() throws IOException {
        server.listenUnix(socket);
        try (RawClient first = RawClient.unix(socket);
                RawClient second = RawClient.unix(socket)) {
            assertThat(first.get("/").status()).isEqualTo(200);
            assertThat(second.get("/").status()).isEqualTo(200);
            try (RawClient third = RawClient.unix(socket)) {
                assertThat(third.answer().status()).isEqualTo(503);
                third.halfClose();
                assertThat(third.read()).isEqualTo(-1);
            }
            assertThat(first.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void aPlaceIsFreedWhenAConnectionEnds() throws IOException {
        server.listenUnix(socket);
        for (int i = 0; i < 20; i++) {
            try (RawClient client = RawClient.unix(socket)) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                assertThat(client.answer().status()).isEqualTo(200);
                client.halfClose();
                assertThat(client.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        try (HttpServer quick = server(2, LONG, SHORT)) {
            quick.listenUnix(socket);
            try (RawClient client = RawClient.unix(socket)) {
                assertThat(client.get("/").status()).isEqualTo(200);
                assertThat(client.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void headersThatNeverEndAreNotWaitedFor() throws IOException {
        try (HttpServer quick = server(2, SHORT, LONG)) {
            quick.listenUnix(socket);
            try (RawClient client = RawClient.unix(socket)) {
                client.send("GET / HTTP/1.1\r\nHost:");
                assertThat(client.isCutOff()).isTrue();
            }
            InetSocketAddress tls = quick.listenTcp(ANY, Certificates.make().server(), false);
            try (RawClient client = RawClient.tcp(tls)) {
                assertThat(client.read()).isEqualTo(-1);
            }
        }
    }
}
