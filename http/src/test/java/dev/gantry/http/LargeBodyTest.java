package dev.gantry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// With the JDK's own client, which also offers an upgrade to HTTP/2 that we do not take.
@Timeout(60)
final class LargeBodyTest {
    private static final long SIZE = 100L << 20;

    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;
    private String url;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.start(LargeBodyTest::handle, HttpLimits.standard());
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        url = "http:/%s/".formatted(server.listenTcp(any, null, false));
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static void handle(Exchange exchange) throws Exception {
        switch (exchange.path()) {
            case "/count" -> {
                long count = exchange.body().transferTo(OutputStream.nullOutputStream());
                exchange.respond(
                        200, "text/plain", String.valueOf(count).getBytes(StandardCharsets.UTF_8));
            }
            default -> {
                try (OutputStream out = exchange.stream(200, "application/octet-stream")) {
                    new Zeroes(SIZE).transferTo(out);
                }
            }
        }
    }

    private static final class Zeroes extends InputStream {
        private long left;

        Zeroes(long size) {
            left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] b, int off, int len) {
            int count = (int) Math.min(len, left);
            Arrays.fill(b, off, off + count, (byte) 0);
            left -= count;
            return count == 0 ? -1 : count;
        }
    }

    private HttpRequest post(String path, HttpRequest.BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create(url + path)).POST(body).build();
    }

    @Test
    void uploadsStream() throws Exception {
        var chunked = BodyPublishers.ofInputStream(() -> new Zeroes(SIZE));
        assertThat(client.send(post("count", chunked), BodyHandlers.ofString()).body())
                .isEqualTo("104857600");
        var counted = BodyPublishers.fromPublisher(chunked, SIZE);
        assertThat(client.send(post("count", counted), BodyHandlers.ofString()).body())
                .isEqualTo("104857600");
    }

    @Test
    void downloadsStream() throws Exception {
        HttpRequest get = HttpRequest.newBuilder(URI.create(url)).build();
        try (InputStream in = client.send(get, BodyHandlers.ofInputStream()).body()) {
            assertThat(in.transferTo(OutputStream.nullOutputStream())).isEqualTo(SIZE);
        }
    }
}
