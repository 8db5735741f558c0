package dev.gantry.oci.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A registry with one blob over bare sockets, which goes wrong in one way and then, mostly, goes
/// right. Counts the bytes of the blob it has sent.
final class FlakyRegistry implements AutoCloseable {
    /// How it goes wrong.
    enum Behaviour {
        CUT_BEFORE_THE_HEAD,
        CUT_BEFORE_THE_BODY,
        CUT_IN_THE_BODY,
        CUT_NEAR_THE_END,
        CUT_AGAIN_AND_AGAIN,
        RESET_BEFORE_THE_HEAD,
        RESET_IN_THE_BODY,
        STALL_BEFORE_THE_HEAD,
        STALL_IN_THE_BODY,
        TRICKLE,
        FLIPPED_BYTE,
        WRONG_CONTENT_RANGE,
        ALL_IN_PLACE_OF_A_RANGE,
        EARLIER_RANGE,
        RANGE_REFUSED,
        TOO_MANY_REQUESTS,
        UNAVAILABLE,
        BAD_GATEWAY,
        TOKEN_EXPIRES,
        SHORT_LENGTH,
        ENDLESS,
        SIGNED_LINK_EXPIRES
    }

    private final Behaviour behaviour;
    private final byte[] blob;
    private final ServerSocket server;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger tokens = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();

    FlakyRegistry(Behaviour behaviour, byte[] blob) throws IOException {
        this.behaviour = behaviour;
        this.blob = blob;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String host() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    long sent() {
        return sent.get();
    }

    int requests() {
        return requests.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    /// One request each connection.
    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String line = in.readLine();
            if (line == null) {
                return;
            }
            Map<String, String> headers = new HashMap<>();
            for (String h = in.readLine(); h != null && !h.isEmpty(); h = in.readLine()) {
                int colon = h.indexOf(':');
                if (colon < 0) {
                    return; // somebody who tries whether we speak TLS
                }
                headers.put(
                        h.substring(0, colon).toLowerCase(Locale.ROOT),
                        h.substring(colon + 1).strip());
            }
            answer(socket, line.split(" ")[1], headers);
        } catch (IOException | InterruptedException e) {
            // as flaky as can be
        }
    }

    private void answer(Socket socket, String path, Map<String, String> headers)
            throws IOException, InterruptedException {
        OutputStream out = socket.getOutputStream();
        if (path.startsWith("/token")) {
            head(out, "200 OK", "Content-Type: application/json", "Connection: close", "");
            out.write(
                    "{\"token\":\"t%d\"}"
                            .formatted(tokens.incrementAndGet())
                            .getBytes(StandardCharsets.US_ASCII));
            return;
        }
        String range = headers.getOrDefault("range", "").replaceAll("\\D", "");
        int from = range.isEmpty() ? 0 : Integer.parseInt(range);
        int count = requests.incrementAndGet();
        boolean isFirst = count == 1;
        int part = blob.length / 5;
        switch (behaviour) {
            case CUT_BEFORE_THE_HEAD -> {
                if (!isFirst) {
                    send(out, from, from, blob.length);
                }
            }
            case CUT_BEFORE_THE_BODY -> send(out, from, from, isFirst ? 0 : blob.length);
            case CUT_IN_THE_BODY -> send(out, from, from, isFirst ? part : blob.length);
            case CUT_NEAR_THE_END -> send(out, from, from, blob.length - (isFirst ? 1 : 0));
            case CUT_AGAIN_AND_AGAIN ->
                    send(out, from, from, Math.min(blob.length, from + part + 1));
            case RESET_BEFORE_THE_HEAD -> {
                if (isFirst) {
                    socket.setSoLinger(true, 0);
                } else {
                    send(out, from, from, blob.length);
                }
            }
            case RESET_IN_THE_BODY -> {
                if (isFirst) {
                    socket.setSoLinger(true, 0);
                }
                send(out, from, from, isFirst ? part : blob.length);
            }
            case STALL_BEFORE_THE_HEAD -> {
                if (isFirst) {
                    untilClosed(socket);
                } else {
                    send(out, from, from, blob.length);
                }
            }
            case STALL_IN_THE_BODY -> {
                send(out, from, from, isFirst ? part : blob.length);
                if (isFirst) {
                    untilClosed(socket);
                }
            }
            case TRICKLE -> {
                if (isFirst) {
                    trickle(out, part);
                } else {
                    send(out, from, from, blob.length);
                }
            }
            case FLIPPED_BYTE -> {
                blob[blob.length / 2] ^= 1;
                send(out, from, from, blob.length);
                blob[blob.length / 2] ^= 1;
            }
            case WRONG_CONTENT_RANGE -> {
                if (isFirst) {
                    send(out, 0, 0, part);
                } else if (from > 0) {
                    head(
                            out,
                            "206 Partial Content",
                            "Content-Length: 1",
                            "Content-Range: bytes %d-%d/%d"
                                    .formatted(blob.length - 1, blob.length - 1, blob.length),
                            "");
                    out.write(blob, blob.length - 1, 1);
                } else {
                    send(out, 0, 0, blob.length);
                }
            }
            case ALL_IN_PLACE_OF_A_RANGE -> send(out, 0, 0, isFirst ? part : blob.length);
            case EARLIER_RANGE -> {
                int earlier = Math.max(0, from - 100);
                send(out, from, earlier, isFirst ? part : blob.length);
            }
            case RANGE_REFUSED -> {
                if (isFirst) {
                    send(out, 0, 0, part);
                } else if (from > 0) {
                    head(out, "416 Range Not Satisfiable", "Content-Length: 0", "");
                } else {
                    send(out, 0, 0, blob.length);
                }
            }
            case TOO_MANY_REQUESTS -> {
                if (count < 3) {
                    head(out, "429 Too Many Requests", "Retry-After: 0", "Content-Length: 0", "");
                } else {
                    send(out, from, from, blob.length);
                }
            }
            case UNAVAILABLE -> {
                if (count < 3) {
                    head(out, "503 Service Unavailable", "Content-Length: 0", "");
                } else {
                    send(out, from, from, blob.length);
                }
            }
            case BAD_GATEWAY -> {
                if (count == 2) {
                    head(
                            out,
                            "502 Bad Gateway",
                            "Content-Type: text/html",
                            "Content-Length: 5",
                            "");
                    out.write("<html".getBytes(StandardCharsets.US_ASCII));
                } else {
                    send(out, from, from, isFirst ? part : blob.length);
                }
            }
            case TOKEN_EXPIRES -> {
                String good = "Bearer t" + (from == 0 ? 1 : 2);
                if (!good.equals(headers.get("authorization"))) {
                    head(
                            out,
                            "401 Unauthorized",
                            "WWW-Authenticate: Bearer realm=\"http://%s/token\",service=\"x\""
                                    .formatted(host()),
                            "Content-Length: 0",
                            "");
                } else {
                    send(out, from, from, from == 0 ? part : blob.length);
                }
            }
            case SHORT_LENGTH -> {
                if (isFirst) {
                    head(out, "200 OK", "Content-Length: " + part, "");
                    write(out, 0, part);
                } else {
                    send(out, from, from, blob.length);
                }
            }
            case ENDLESS -> {
                head(out, "200 OK", "Connection: close", "");
                for (int i = 0; i < 100; i++) {
                    write(out, 0, blob.length);
                }
            }
            case SIGNED_LINK_EXPIRES -> {
                if (path.startsWith("/signed")) {
                    boolean isFresh = path.endsWith("=" + (count - 1));
                    if (isFresh) {
                        send(out, from, from, count == 2 ? part : blob.length);
                    } else {
                        head(out, "403 Forbidden", "Content-Length: 0", "");
                    }
                } else {
                    head(
                            out,
                            "307 Temporary Redirect",
                            "Location: /signed?n=" + count,
                            "Content-Length: 0",
                            "");
                }
            }
        }
        out.flush();
    }

    /// Promises all from where it says, and sends up to a point.
    private void send(OutputStream out, int asked, int start, int end) throws IOException {
        head(
                out,
                start == 0 && asked == 0 ? "200 OK" : "206 Partial Content",
                "Content-Length: " + (blob.length - start),
                "Content-Range: bytes %d-%d/%d".formatted(start, blob.length - 1, blob.length),
                "");
        write(out, start, end);
    }

    private void write(OutputStream out, int start, int end) throws IOException {
        for (int at = start; at < end; ) {
            int length = Math.min(1 << 14, end - at);
            out.write(blob, at, length);
            sent.addAndGet(length);
            at += length;
        }
        out.flush();
    }

    private void trickle(OutputStream out, int end) throws IOException, InterruptedException {
        head(out, "200 OK", "Content-Length: " + blob.length, "");
        write(out, 0, end);
        for (int i = end; i < blob.length; i++) {
            write(out, i, i + 1);
            Thread.sleep(50);
        }
    }

    private static void untilClosed(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // the client has nothing more to say
        }
    }

    private static void head(OutputStream out, String status, String... lines) throws IOException {
        out.write(
                ("HTTP/1.1 " + status + "\r\n" + String.join("\r\n", lines) + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
