package dev.gantry.oci.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A registry over plain HTTP on a loopback address, as good as a test wants it.
final class PlayedRegistry implements AutoCloseable {
    /// What to do with a request.
    interface Handler {
        void handle(Exchange exchange) throws IOException;
    }

    /// A request that came.
    record Seen(String method, String path, Map<String, List<String>> headers, String body) {
        String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? "" : values.getFirst();
        }
    }

    /// A request and its answer.
    record Exchange(HttpExchange http, Seen seen) {
        void answer(int status, byte[] body, String... headers) throws IOException {
            for (int i = 0; i < headers.length; i += 2) {
                http.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            http.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            http.getResponseBody().write(body);
            http.close();
        }

        void answer(int status, String body, String... headers) throws IOException {
            answer(status, body.getBytes(StandardCharsets.UTF_8), headers);
        }

        /// Promises all of it and sends the first bytes only.
        void cut(int status, byte[] body, int sent, String... headers) throws IOException {
            for (int i = 0; i < headers.length; i += 2) {
                http.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            http.sendResponseHeaders(status, body.length);
            http.getResponseBody().write(body, 0, sent);
            http.getResponseBody().flush();
            throw new IOException("cut");
        }
    }

    private final HttpServer server;
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    final List<Seen> seen = new CopyOnWriteArrayList<>();

    private PlayedRegistry(HttpServer server) {
        this.server = server;
    }

    static PlayedRegistry start(String address) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 0);
        PlayedRegistry registry = new PlayedRegistry(server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", registry::serve);
        server.start();
        return registry;
    }

    String host() {
        return server.getAddress().getAddress().getHostAddress()
                + ":"
                + server.getAddress().getPort();
    }

    PlayedRegistry on(String path, Handler handler) {
        handlers.put(path, handler);
        return this;
    }

    PlayedRegistry gives(String path, byte[] body, String... headers) {
        return on(path, exchange -> exchange.answer(200, body, headers));
    }

    List<Seen> seen(String path) {
        return seen.stream().filter(s -> s.path().startsWith(path)).toList();
    }

    private void serve(HttpExchange http) {
        try (http) {
            String body = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Seen request =
                    new Seen(
                            http.getRequestMethod(),
                            http.getRequestURI().toString(),
                            Map.copyOf(http.getRequestHeaders()),
                            body);
            seen.add(request);
            Handler handler = handlers.get(http.getRequestURI().getPath());
            if (handler == null) {
                handler = e -> e.answer(404, "");
            }
            handler.handle(new Exchange(http, request));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
