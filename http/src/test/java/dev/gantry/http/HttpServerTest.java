package dev.gantry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HttpServerTest {
    @TempDir Path directory;
    private HttpServer server;
    private RawClient client;
    private final LinkedBlockingQueue<String> released = new LinkedBlockingQueue<>();

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.start(this::handle, HttpLimits.standard());
        server.listenUnix(directory.resolve("s"));
        client = RawClient.unix(directory.resolve("s"));
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private void handle(Exchange exchange) throws Exception {
        switch (exchange.path()) {
            case "/echo" ->
                    text(
                            exchange,
                            new String(exchange.body().readAllBytes(), StandardCharsets.UTF_8));
            case "/query" -> text(exchange, exchange.query().toString());
            case "/ignore" -> text(exchange, "ignored");
            case "/none" -> exchange.respond(204);
            case "/empty" -> exchange.respond(200);
            case "/silent" -> {}
            case "/fail" -> throw new IllegalStateException("on purpose");
            case "/cut" -> {
                exchange.stream(200, "text/plain").write(1);
                throw new IOException("on purpose");
            }
            case "/stream" -> stream(exchange);
            case "/duplex" -> {
                try (OutputStream out = exchange.stream(200, "text/plain")) {
                    for (int b = exchange.body().read(); b >= 0; b = exchange.body().read()) {
                        out.write(b);
                        out.flush();
                    }
                }
            }
            case "/header" -> {
                exchange.setHeader("X-A", "1");
                exchange.setHeader("x-a", exchange.header("X-IN").orElse("-"));
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> exchange.setHeader("X-B", "1\r\nX-C: 2"));
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> exchange.setHeader("X B", "1"));
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> exchange.setHeader("Content-length", "1"));
                exchange.respond(200);
            }
            default -> text(exchange, exchange.method() + " " + exchange.path());
        }
    }

    private void stream(Exchange exchange) throws Exception {
        try (OutputStream out = exchange.stream(200, "text/plain")) {
            assertThat(exchange.isCommitted()).isTrue();
            out.write("one".getBytes(StandardCharsets.UTF_8));
            out.flush();
            if (!exchange.method().equals("HEAD")) {
                released.take();
            }
            out.write("two".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void text(Exchange exchange, String text) throws IOException {
        exchange.respond(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aConnectionServesManyRequests() throws IOException {
        assertThat(client.get("/a").body()).isEqualTo("GET /a");
        assertThat(client.get("/none").statusLine()).isEqualTo("HTTP/1.1 204 No Content");
        assertThat(client.get("/empty").header("Content-Length")).isEqualTo("0");
        assertThat(client.get("/b").body()).isEqualTo("GET /b");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.answer().body()).isEqualTo("GET /1");
        assertThat(client.answer().body()).isEqualTo("GET /2");
    }

    @Test
    void connectionCloseIsHeeded() throws IOException {
        client.send("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(client.answer().header("Connection")).isEqualTo("close");
        assertThat(client.read()).isEqualTo(-1);
    }

    @Test
    void http10ClosesUnlessAskedToStay() throws IOException {
        client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertThat(client.answer().header("Connection")).isEqualTo("keep-alive");
        client.send("GET /a HTTP/1.0\r\n\r\n");
        assertThat(client.answer().body()).isEqualTo("GET /a");
        assertThat(client.read()).isEqualTo(-1);
    }

    @Test
    void chunkedAndCountedBodiesAreDecoded() throws IOException {
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        client.send("3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nTrailer: 1\r\n\r\n");
        assertThat(client.answer().body()).isEqualTo("abcde");
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nxyz");
        assertThat(client.answer().body()).isEqualTo("xyz");
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.answer().body()).isEmpty();
    }

    @Test
    void aFlushedPieceArrivesWhileTheHandlerGoesOn() throws IOException {
        client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.head().header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(client.chunk()).isEqualTo("one");
        released.add("go");
        assertThat(client.chunk()).isEqualTo("two");
        assertThat(client.chunk()).isEmpty();
        assertThat(client.get("/a").status()).isEqualTo(200);
    }

    @Test
    void aBodyMayBeReadWhileTheResponseIsWritten() throws IOException {
        client.send("POST /duplex HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertThat(client.head().status()).isEqualTo(200);
        for (String letter : List.of("a", "b", "c")) {
            client.send("1\r\n" + letter + "\r\n");
            assertThat(client.chunk()).isEqualTo(letter);
        }
        client.send("0\r\n\r\n");
        assertThat(client.chunk()).isEmpty();
        assertThat(client.get("/a").status()).isEqualTo(200);
    }

    @Test
    void http10StreamsUntilTheEnd() throws IOException {
        released.add("go");
        client.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        RawClient.Answer answer = client.answer();
        assertThat(answer.header("Transfer-Encoding")).isEmpty();
        assertThat(answer.body()).isEqualTo("onetwo");
    }

    @Test
    void headNeverHasABody() throws IOException {
        client.send("HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n");
        client.answerToHead();
        client.send("HEAD /abc HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.answerToHead().header("Content-Length")).isEqualTo("9");
        assertThat(client.get("/a").body()).isEqualTo("GET /a");
    }

    @Test
    void continueIsSentOnTheFirstRead() throws IOException {
        String head = " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
        client.send("POST /echo" + head);
        assertThat(client.head().statusLine()).isEqualTo("HTTP/1.1 100 Continue");
        assertThat(client.send("ok").answer().body()).isEqualTo("ok");
        client.send("POST /ignore" + head);
        assertThat(client.answer().header("Connection")).isEqualTo("close");
        assertThat(client.read()).isEqualTo(-1);
    }

    @Test
    void aSmallUnreadBodyIsSkipped() throws IOException {
        String body = "x".repeat(RequestBody.DRAIN_LIMIT);
        client.send(
                "POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(body.length(), body));
        assertThat(client.answer().body()).isEqualTo("ignored");
        assertThat(client.get("/a").status()).isEqualTo(200);
    }

    @Test
    void aLargeUnreadBodyEndsTheConnectionAfterTheAnswer() throws IOException {
        client.send("POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: 262145\r\n\r\nabc");
        RawClient.Answer answer = client.answer();
        assertThat(answer.body()).isEqualTo("ignored");
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(client.read()).isEqualTo(-1);
    }

    @Test
    void anEscapedExceptionIsAPlain500() throws IOException {
        assertThat(client.get("/fail").status()).isEqualTo(500);
        assertThat(client.get("/silent").status()).isEqualTo(500);
        assertThat(client.get("/a").status()).isEqualTo(200);
    }

    @Test
    void anExceptionAfterTheStatusCutsTheConnection() throws IOException {
        client.send("GET /cut HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.head().status()).isEqualTo(200);
        assertThat(client.rest()).doesNotContain("0\r\n\r\n");
    }

    @Test
    void headersAreSetOnceAndReadInAnyCase() throws IOException {
        client.send("GET /header HTTP/1.1\r\nHost: x\r\nx-in: v w\r\n\r\n");
        RawClient.Answer answer = client.answer();
        assertThat(answer.headers())
                .filteredOn(h -> h.toLowerCase(Locale.ROOT).startsWith("x-"))
                .containsExactly("x-a: v w");
    }

    @Test
    void queriesAreDecoded() throws IOException {
        assertThat(client.get("/query?a=1&b=x%20y+z&a=%C3%A9&c").body())
                .isEqualTo("{a=[1, \u00c3\u00a9], b=[x y z], c=[]}");
    }

    @Test
    void pathsAreDecodedAndAbsoluteFormsAccepted() throws IOException {
        assertThat(client.get("/a%20b//c").body()).isEqualTo("GET /a b//c");
        assertThat(client.get("http://docker/v1.44/info").body()).isEqualTo("GET /v1.44/info");
        client.send("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.answer().body()).isEqualTo("OPTIONS *");
    }
}
