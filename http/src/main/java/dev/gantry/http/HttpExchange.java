package dev.gantry.http;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.core5.http.impl.io.ChunkedOutputStream;
import org.apache.hc.core5.http.impl.io.SessionOutputBufferImpl;
import org.jspecify.annotations.Nullable;

/// One request on a link, and what was answered so far. Used by the conversation's thread.
final class HttpExchange implements Exchange {
    private static final int CHUNK = 32 * 1024;
    private static final Set<String> FRAMING = Set.of("content-length", "transfer-encoding");

    private final RequestHead head;
    private final RequestReader reader;
    private final WatchedInput input;
    private final Link link;
    private final Connection connection;
    private final OutputStream output;
    private final RequestBody body;
    private Headers headers = new Headers(List.of());
    private boolean isCommitted;
    private boolean keepsAlive;
    private @Nullable ResponseStream stream;
    private @Nullable HijackedLink hijacked;

    HttpExchange(
            RequestHead head,
            RequestReader reader,
            WatchedInput input,
            Link link,
            Connection connection)
            throws IOException {
        this.head = head;
        this.reader = reader;
        this.input = input;
        this.link = link;
        this.connection = connection;
        this.output = link.output();
        this.keepsAlive = head.wantsKeepAlive();
        this.body =
                new RequestBody(
                        reader.body(head.length()),
                        head.length(),
                        head.expectsContinue(),
                        this::sendContinue);
    }

    private void sendContinue() throws IOException {
        if (isCommitted) {
            throw new IOException("the response began before the client was asked for the body");
        }
        output.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String path() {
        return head.target().path();
    }

    @Override
    public Query query() {
        return head.target().query();
    }

    @Override
    public Optional<String> header(String name) {
        return head.headers().first(name);
    }

    @Override
    public List<String> headers(String name) {
        return head.headers().all(name);
    }

    @Override
    public InputStream body() {
        return body;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public void setHeader(String name, String value) {
        if (isCommitted) {
            throw new IllegalStateException("the response has begun");
        }
        if (FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the server itself sets " + name);
        }
        headers = headers.with(name, value);
    }

    @Override
    public boolean isCommitted() {
        return isCommitted;
    }

    @Override
    public void respond(int status) throws IOException {
        Headers all =
                ResponseHead.isBodiless(status) ? headers : headers.with("Content-Length", "0");
        send(status, all, new byte[0]);
    }

    @Override
    public void respond(int status, String contentType, byte[] content) throws IOException {
        if (ResponseHead.isBodiless(status)) {
            respond(status);
            return;
        }
        Headers all =
                headers.with("Content-Type", contentType)
                        .with("Content-Length", String.valueOf(content.length));
        send(status, all, head.isHead() ? new byte[0] : content);
    }

    /// One write for head and body, so that small answers travel in one piece.
    private void send(int status, Headers all, byte[] content) throws IOException {
        byte[] start = commit(status, all);
        BufferedOutputStream out =
                new BufferedOutputStream(output, start.length + Math.min(content.length, CHUNK));
        out.write(start);
        out.write(content);
        out.flush();
    }

    private byte[] commit(int status, Headers all) {
        if (isCommitted) {
            throw new IllegalStateException("the response has begun");
        }
        if (body.isTooLongToDrain() || all.lists("Connection", "close")) {
            keepsAlive = false;
        }
        Headers complete = all;
        if (!keepsAlive) {
            complete = all.with("Connection", "close");
        } else if (!head.http11()) {
            complete = all.with("Connection", "keep-alive");
        }
        byte[] start = ResponseHead.of(status, complete).bytes();
        isCommitted = true;
        return start;
    }

    @Override
    public OutputStream stream(int status, String contentType) throws IOException {
        boolean hasBody = !head.isHead() && !ResponseHead.isBodiless(status);
        Headers all = headers.with("Content-Type", contentType);
        if (hasBody && head.http11()) {
            all = all.with("Transfer-Encoding", "chunked");
        } else if (hasBody) {
            keepsAlive = false;
        }
        output.write(commit(status, all));
        stream = new ResponseStream(sink(hasBody));
        return stream;
    }

    private OutputStream sink(boolean hasBody) {
        if (!hasBody) {
            return OutputStream.nullOutputStream();
        }
        if (head.http11()) {
            return new ChunkedOutputStream(new SessionOutputBufferImpl(CHUNK), output, CHUNK, null);
        }
        return new FilterOutputStream(new BufferedOutputStream(output, CHUNK)) {
            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                out.write(b, off, len);
            }

            @Override
            public void close() throws IOException {
                flush(); // the connection's end is the body's
            }
        };
    }

    @Override
    public Hijacked hijack(String contentType) throws IOException {
        if (isCommitted) {
            throw new IllegalStateException("the response has begun");
        }
        if (!body.drain()) {
            throw new IOException("the request body is too long to be discarded");
        }
        Headers all = headers.with("Content-Type", contentType);
        Optional<String> protocol = head.upgrade();
        ResponseHead response =
                protocol.map(name ->
                                new ResponseHead(
                                        101,
                                        "UPGRADED",
                                        all.with("Connection", "Upgrade").with("Upgrade", name)))
                        .orElseGet(() -> ResponseHead.of(200, all));
        isCommitted = true;
        keepsAlive = false;
        output.write(response.bytes());
        hijacked = new HijackedLink(link, reader.rest(), output, protocol.isPresent());
        return hijacked;
    }

    @Override
    public Watch onClientGone(Runnable whenGone) {
        boolean isFinished;
        try {
            isFinished = body.drain();
        } catch (IOException e) {
            Thread.ofVirtual().name("http-client-gone").start(whenGone);
            return () -> {};
        }
        if (!isFinished) {
            throw new IllegalStateException("the request body is unread");
        }
        return input.watch(whenGone);
    }

    boolean isHijacked() {
        return hijacked != null;
    }

    /// Ends the response after the handler has returned.
    ///
    /// @return whether another request may follow
    boolean finish() throws IOException {
        if (!isCommitted) {
            throw new IllegalStateException("the handler answered nothing");
        }
        if (stream != null) {
            stream.close();
        }
        return keepsAlive && body.drain();
    }
}
