package dev.gantry.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The requests of one connection, one after the other. Runs on the connection's thread; only
/// {@link #stop} and {@link #abort} come from others.
final class Conversation implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final Duration LINGER = Duration.ofSeconds(2);

    private enum State {
        IDLE,
        BUSY,
        STOPPED
    }

    private final Link link;
    private final Handler handler;
    private final HttpLimits limits;
    private final Deadlines deadlines;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

    Conversation(Link link, Handler handler, HttpLimits limits, Deadlines deadlines) {
        this.link = link;
        this.handler = handler;
        this.limits = limits;
        this.deadlines = deadlines;
    }

    @Override
    public void run() {
        try (link) {
            Connection connection;
            try (var _ = deadlines.after(limits.headerTimeout(), link::abort)) {
                connection = link.handshake();
            }
            WatchedInput input = new WatchedInput(link.input());
            RequestReader reader = new RequestReader(input, limits);
            while (awaitRequest(reader)) {
                if (!converse(reader, input, connection)
                        || !state.compareAndSet(State.BUSY, State.IDLE)) {
                    return;
                }
            }
        } catch (IOException e) {
            LOG.debug("connection ended", e);
        } catch (RuntimeException e) {
            LOG.error("connection failed", e);
        }
    }

    private boolean awaitRequest(RequestReader reader) throws IOException {
        try (var _ = deadlines.after(limits.idleTimeout(), link::abort)) {
            return reader.awaitRequest() && state.compareAndSet(State.IDLE, State.BUSY);
        }
    }

    /// @return whether another request may follow
    private boolean converse(RequestReader reader, WatchedInput input, Connection connection)
            throws IOException {
        RequestHead head;
        try (var _ = deadlines.after(limits.headerTimeout(), link::abort)) {
            head = reader.read();
        } catch (BadRequest e) {
            refuse(link.output(), e.status(), e.text());
            linger(reader.rest());
            return false;
        }
        HttpExchange exchange = new HttpExchange(head, reader, input, link, connection);
        boolean goesOn = serve(exchange);
        input.forgetAll();
        if (!goesOn && !exchange.isHijacked()) {
            linger(reader.rest());
        }
        return goesOn;
    }

    private boolean serve(HttpExchange exchange) throws IOException {
        try {
            handler.handle(exchange);
            return finish(exchange);
        } catch (Exception | Error e) {
            return fail(exchange, e);
        }
    }

    /// An interrupt was for the handler; it would break the connection while the answer is ended.
    private boolean finish(HttpExchange exchange) throws IOException {
        boolean _ = Thread.interrupted();
        try (var _ = deadlines.after(limits.headerTimeout(), link::abort)) {
            return exchange.finish();
        }
    }

    /// Nothing sent: say so. Something sent: cut the connection, so that the client notices.
    private boolean fail(HttpExchange exchange, Throwable e) throws IOException {
        if (e instanceof IOException || e instanceof InterruptedException) {
            LOG.debug("{} {} ended", exchange.method(), exchange.path(), e);
        } else {
            LOG.error("{} {} failed", exchange.method(), exchange.path(), e);
        }
        if (exchange.isCommitted()) {
            link.abort();
            return false;
        }
        boolean _ = Thread.interrupted();
        exchange.respond(500, PLAIN, "internal error\n".getBytes(StandardCharsets.UTF_8));
        return finish(exchange);
    }

    /// Answers a client with which there is no exchange.
    static void refuse(OutputStream output, int status, String message) throws IOException {
        byte[] text = (message + "\n").getBytes(StandardCharsets.UTF_8);
        Headers headers =
                new Headers(List.of())
                        .with("Content-Type", PLAIN)
                        .with("Content-Length", String.valueOf(text.length))
                        .with("Connection", "close");
        output.write(ResponseHead.of(status, headers).bytes());
        output.write(text);
    }

    /// Lets the client read the answer: closing with unread input would reset the connection.
    private void linger(InputStream rest) throws IOException {
        try (var _ = deadlines.after(LINGER, link::abort)) {
            link.shutdownOutput();
            rest.transferTo(OutputStream.nullOutputStream());
        }
    }

    /// Answers 503 and ends.
    void refuseBusy() {
        try (link;
                var _ = deadlines.after(LINGER, link::abort)) {
            refuse(link.output(), 503, "too many connections");
            linger(link.input());
        } catch (IOException e) {
            LOG.debug("refused connection ended", e);
        }
    }

    /// Ends the connection if it is idle, else interrupts its handler.
    void stop(Thread thread) {
        if (state.getAndSet(State.STOPPED) == State.IDLE) {
            link.abort();
        } else {
            thread.interrupt();
        }
    }

    void abort() {
        link.abort();
    }
}
