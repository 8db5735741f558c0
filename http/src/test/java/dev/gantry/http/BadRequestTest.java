package dev.gantry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each refusal stands beside a request that differs little and is answered.
final class BadRequestTest {
    private static final HttpLimits LIMITS =
            new HttpLimits(10, 4096, 10, Duration.ofSeconds(20), Duration.ofSeconds(20));

    @TempDir Path directory;
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server =
                HttpServer.start(
                        exchange -> {
                            byte[] body = exchange.body().readAllBytes();
                            String seen =
                                    exchange.path()
                                            + " "
                                            + new String(body, StandardCharsets.US_ASCII);
                            exchange.respond(
                                    200, "text/plain", seen.getBytes(StandardCharsets.UTF_8));
                        },
                        LIMITS);
        server.listenUnix(directory.resolve("s"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private int status(String request) throws IOException {
        try (RawClient client = RawClient.unix(directory.resolve("s"))) {
            RawClient.Answer answer = client.send(request).answer();
            if (answer.status() != 200) {
                assertThat(answer.header("Connection")).isEqualTo("close");
                client.halfClose();
                assertThat(client.read()).isEqualTo(-1);
            }
            return answer.status();
        }
    }

    private int withHeaders(String lines) throws IOException {
        return status("POST /a HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n");
    }

    private int withTarget(String target) throws IOException {
        return status("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    @Test
    void aHostIsRequiredSince11() throws IOException {
        assertThat(status("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(200);
        assertThat(status("GET / HTTP/1.1\r\nHost:\r\n\r\n")).isEqualTo(200);
        assertThat(status("GET / HTTP/1.0\r\n\r\n")).isEqualTo(200);
        assertThat(status("GET / HTTP/1.1\r\n\r\n")).isEqualTo(400);
        assertThat(status("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n")).isEqualTo(400);
    }

    @Test
    void aBodyHasOneLength() throws IOException {
        assertThat(withHeaders("Content-Length: 0\r\n")).isEqualTo(200);
        assertThat(withHeaders("Content-Length: 0\r\nContent-Length: 0\r\n")).isEqualTo(400);
        assertThat(withHeaders("Content-Length: +0\r\n")).isEqualTo(400);
        assertThat(withHeaders("Content-Length: 0, 0\r\n")).isEqualTo(400);
        assertThat(withHeaders("Content-Length:\r\n")).isEqualTo(400);
        assertThat(withHeaders("Content-Length: 99999999999999999999\r\n")).isEqualTo(400);
        assertThat(withHeaders("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n"))
                .isEqualTo(400);
    }

    @Test
    void onlyChunkedIsATransferEncoding() throws IOException {
        assertThat(status(chunked("Transfer-Encoding: chunked"))).isEqualTo(200);
        assertThat(status(chunked("Transfer-Encoding: Chunked"))).isEqualTo(200);
        assertThat(status(chunked("Transfer-Encoding: gzip, chunked"))).isEqualTo(501);
        assertThat(status(chunked("Transfer-Encoding: identity"))).isEqualTo(501);
        assertThat(status(chunked("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")))
                .isEqualTo(501);
        assertThat(status("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
                .isEqualTo(400);
    }

    private static String chunked(String encoding) {
        return "POST /a HTTP/1.1\r\nHost: x\r\n" + encoding + "\r\n\r\n0\r\n\r\n";
    }

    @Test
    void targetsMustDecode() throws IOException {
        assertThat(withTarget("/a%2Fb%ff".replace("%ff", "%C3%BF"))).isEqualTo(200);
        assertThat(withTarget("/a%")).isEqualTo(400);
        assertThat(withTarget("/a%4")).isEqualTo(400);
        assertThat(withTarget("/a%4g")).isEqualTo(400);
        assertThat(withTarget("/a%00")).isEqualTo(400);
        assertThat(withTarget("/a%ff")).isEqualTo(400);
        assertThat(withTarget("/?a=%00")).isEqualTo(400);
        assertThat(withTarget("/?a=%zz")).isEqualTo(400);
        assertThat(withTarget("/?a=%41")).isEqualTo(200);
        assertThat(withTarget("/a\u0001")).isEqualTo(400);
    }

    @Test
    void targetsHaveOneOfThreeForms() throws IOException {
        assertThat(withTarget("http://host/a")).isEqualTo(200);
        assertThat(withTarget("HTTP://host")).isEqualTo(200);
        assertThat(withTarget("http:///a")).isEqualTo(400);
        assertThat(withTarget("a")).isEqualTo(400);
        assertThat(withTarget("*")).isEqualTo(400);
        assertThat(status("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(200);
        assertThat(status("CONNECT host:1 HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(400);
    }

    @Test
    void requestLinesAreThreeWords() throws IOException {
        assertThat(status("\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(200);
        assertThat(status("GET /\r\nHost: x\r\n\r\n")).isEqualTo(400);
        assertThat(status("GET / b HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(400);
        assertThat(status("G(T / HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(400);
        assertThat(status("GET / HTTP/2.0\r\nHost: x\r\n\r\n")).isEqualTo(505);
        assertThat(status("\u0016\u0003\u0001 hello\r\n\r\n")).isEqualTo(400);
    }

    @Test
    void headersAreNamesAndValues() throws IOException {
        assertThat(withHeaders("X-A:\tb c \r\n")).isEqualTo(200);
        assertThat(withHeaders("X-A : b\r\n")).isEqualTo(400);
        assertThat(withHeaders("X(A: b\r\n")).isEqualTo(400);
        assertThat(withHeaders("X-A b\r\n")).isEqualTo(400);
        assertThat(withHeaders(": b\r\n")).isEqualTo(400);
        assertThat(withHeaders("X-A: b\u0000c\r\n")).isEqualTo(400);
        assertThat(withHeaders("X-A: b\rc\r\n")).isEqualTo(400);
    }

    @Test
    void headersAreLimitedInSizeAndNumber() throws IOException {
        assertThat(withHeaders("X-A: " + "b".repeat(4000) + "\r\n")).isEqualTo(200);
        assertThat(withHeaders("X-A: " + "b".repeat(4096) + "\r\n")).isEqualTo(431);
        String half = "X-A: " + "b".repeat(2048) + "\r\n";
        assertThat(withHeaders(half)).isEqualTo(200);
        assertThat(withHeaders(half + half)).isEqualTo(431);
        assertThat(withHeaders("X-A: b\r\n".repeat(9))).isEqualTo(200);
        assertThat(withHeaders("X-A: b\r\n".repeat(10))).isEqualTo(431);
        assertThat(withTarget("/" + "a".repeat(4000))).isEqualTo(200);
        assertThat(withTarget("/" + "a".repeat(4096))).isEqualTo(431);
    }

    @Test
    void theLimitIsForEachRequestAlone() throws IOException {
        try (RawClient client = RawClient.unix(directory.resolve("s"))) {
            for (int i = 0; i < 4; i++) {
                assertThat(client.get("/" + "a".repeat(3000)).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void expectationsOtherThanContinueFail() throws IOException {
        assertThat(withHeaders("Expect: 100-Continue\r\n")).isEqualTo(200);
        assertThat(withHeaders("Expect: miracles\r\n")).isEqualTo(417);
    }

    @Test
    void aBrokenChunkEndsTheConnection() throws IOException {
        try (RawClient client = RawClient.unix(directory.resolve("s"))) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
            assertThat(client.answer().status()).isEqualTo(500);
            client.halfClose();
            assertThat(client.read()).isEqualTo(-1);
        }
    }
}
