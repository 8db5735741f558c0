package dev.gantry.api.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Writes a request. A body that is a stream is sent by a thread of its own, because the daemon may
/// answer, or refuse, while it is still coming.
final class Sender {
    private final Connection connection;
    private final String host;

    Sender(Connection connection, String host) {
        this.connection = connection;
        this.host = host;
    }

    void send(Request request, String path) throws IOException {
        StringBuilder head = new StringBuilder(256);
        line(head, request.method(), " ", path, " HTTP/1.1");
        line(head, "Host: ", host);
        line(head, "User-Agent: gantry (linux)");
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            line(head, header.getKey(), ": ", header.getValue());
        }
        switch (request.body()) {
            case null -> {
                if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
                    line(head, "Content-Length: 0");
                }
                write(head, new byte[0]);
            }
            case Request.Body.Bytes(byte[] content) -> {
                line(head, "Content-Length: ", Integer.toString(content.length));
                write(head, content);
            }
            case Request.Body.Streamed(Request.Content content) -> {
                line(head, "Transfer-Encoding: chunked");
                write(head, new byte[0]);
                Thread.ofPlatform().daemon().name("request body").start(() -> stream(content));
            }
        }
    }

    private static void line(StringBuilder head, String... parts) {
        for (String part : parts) {
            head.append(part);
        }
        head.append("\r\n");
    }

    private void write(StringBuilder head, byte[] content) throws IOException {
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[start.length + content.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        connection.out().write(all);
    }

    /// A body that cannot be read or sent breaks the connection off, so that the daemon does not
    /// take the part for the whole; who waits for the answer sees it end.
    private void stream(Request.Content content) {
        try {
            Chunks chunks = new Chunks(connection.out());
            content.writeTo(chunks);
            chunks.end();
        } catch (IOException e) {
            halfClose();
        }
    }

    /// The answer may be on its way even so.
    private void halfClose() {
        try {
            connection.shutdownOutput();
        } catch (IOException e) {
            // Already gone, which is what was wanted.
        }
    }
}
