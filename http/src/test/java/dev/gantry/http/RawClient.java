package dev.gantry.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A client that says exactly what a test wants said. Every read has a deadline.
final class RawClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private interface HalfClose {
        void run() throws IOException;
    }

    private final Closeable socket;
    private final HalfClose halfClose;
    private final InputStream in;
    private final OutputStream out;
    private final Deadlines deadlines = new Deadlines();

    private RawClient(Closeable socket, HalfClose halfClose, InputStream in, OutputStream out) {
        this.socket = socket;
        this.halfClose = halfClose;
        this.in = in;
        this.out = out;
    }

    static RawClient unix(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return of(channel);
    }

    static RawClient tcp(InetSocketAddress address) throws IOException {
        return of(SocketChannel.open(address));
    }

    private static RawClient of(SocketChannel channel) throws IOException {
        ChannelLink link =
                new ChannelLink(channel, new Connection(Connection.Transport.UNIX, "server", null));
        return new RawClient(channel, link::shutdownOutput, link.input(), link.output());
    }

    static RawClient tls(InetSocketAddress address, SSLContext context) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(address.getAddress(), address.getPort());
        socket.startHandshake();
        return new RawClient(
                socket, socket::shutdownOutput, socket.getInputStream(), socket.getOutputStream());
    }

    record Answer(String statusLine, List<String> headers, String body) {
        int status() {
            return Integer.parseInt(statusLine.split(" ", 3)[1]);
        }

        String header(String name) {
            return headers.stream()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    RawClient send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return this;
    }

    void halfClose() throws IOException {
        halfClose.run();
    }

    Answer get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").answer();
    }

    Answer answer() throws IOException {
        return answer(true);
    }

    Answer answerToHead() throws IOException {
        return answer(false);
    }

    private Answer answer(boolean hasBody) throws IOException {
        Answer head = head();
        if (!hasBody || ResponseHead.isBodiless(head.status())) {
            return head;
        }
        String body;
        if (head.header("Transfer-Encoding").equals("chunked")) {
            body = chunks();
        } else if (head.header("Content-Length").isEmpty()) {
            body = rest();
        } else {
            body = text(Integer.parseInt(head.header("Content-Length")));
        }
        return new Answer(head.statusLine(), head.headers(), body);
    }

    Answer head() throws IOException {
        String status = line();
        List<String> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            headers.add(line);
        }
        return new Answer(status, headers, "");
    }

    private String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
            body.append(chunk);
        }
        return body.toString();
    }

    String chunk() throws IOException {
        String chunk = text(Integer.parseInt(line(), 16));
        line();
        return chunk;
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = read(); b != '\n'; b = read()) {
            if (b < 0) {
                throw new EOFException("after: " + line);
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    int read() throws IOException {
        try (var _ = deadlines.after(PATIENCE, () -> Quietly.close(socket))) {
            return in.read();
        }
    }

    /// Whether the server has closed the connection, with all read or, which the kernel tells by a
    /// reset, with something unread.
    boolean isCutOff() throws IOException {
        try {
            return read() == -1;
        } catch (SocketException e) {
            if (String.valueOf(e.getMessage()).contains("reset")) {
                return true;
            }
            throw e;
        }
    }

    String text(int length) throws IOException {
        try (var _ = deadlines.after(PATIENCE, () -> Quietly.close(socket))) {
            return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        }
    }

    /// Until the server closes.
    String rest() throws IOException {
        return text(Integer.MAX_VALUE);
    }

    @Override
    public void close() {
        Quietly.close(socket);
        deadlines.close();
    }
}
