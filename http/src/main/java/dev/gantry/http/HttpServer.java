package dev.gantry.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves HTTP/1.1 to one handler from any number of sockets.
///
/// Each socket has a virtual thread that accepts, each connection one that serves. None of them
/// keeps the JVM alive: whoever started the server waits. Interrupting a thread that reads from or
/// writes to a connection closes that connection.
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Handler handler;
    private final HttpLimits limits;
    private final Deadlines deadlines = new Deadlines();
    private final Semaphore slots;
    private final Semaphore refusals = new Semaphore(64);
    private final AtomicLong serial = new AtomicLong();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<Conversation, Thread> conversations = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    private HttpServer(Handler handler, HttpLimits limits) {
        this.handler = handler;
        this.limits = limits;
        this.slots = new Semaphore(limits.maxConnections());
    }

    /// A server that listens nowhere yet.
    public static HttpServer start(Handler handler, HttpLimits limits) {
        return new HttpServer(handler, limits);
    }

    /// Listens on a UNIX socket. A file left by a listener that is gone is replaced. Who may
    /// connect is the caller's to set, by the file's owner and mode.
    ///
    /// @throws IOException also when somebody listens there
    public void listenUnix(Path socket) throws IOException {
        add(new SocketFile(socket).listen(), "http-accept-" + socket.getFileName());
    }

    /// @param address its port may be 0
    /// @param tls null for plain TCP
    /// @return the address with its actual port
    public InetSocketAddress listenTcp(
            InetSocketAddress address, @Nullable SSLContext tls, boolean clientMustHaveCertificate)
            throws IOException {
        if (tls == null) {
            ChannelListener listener = ChannelListener.tcp(address);
            InetSocketAddress bound = listener.address();
            add(listener, "http-accept-" + bound.getPort());
            return bound;
        }
        TlsListener listener = TlsListener.open(address, tls, clientMustHaveCertificate, deadlines);
        InetSocketAddress bound = listener.address();
        add(listener, "http-accept-" + bound.getPort());
        return bound;
    }

    private void add(Listener listener, String name) throws IOException {
        listeners.add(listener);
        if (isClosed) {
            Quietly.close(listener);
            throw new IOException("the server is closed");
        }
        Thread.ofVirtual().name(name).start(() -> acceptAll(listener));
    }

    private void acceptAll(Listener listener) {
        while (listener.isOpen()) {
            try {
                accepted(listener.accept(), listener.canRefuse());
            } catch (IOException e) {
                if (listener.isOpen()) {
                    LOG.warn("accepting a connection", e);
                    pause();
                }
            }
        }
    }

    /// Out of descriptors, most likely; some may be free soon.
    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accepted(Link link, boolean canRefuse) {
        Conversation conversation = new Conversation(link, handler, limits, deadlines);
        if (slots.tryAcquire()) {
            converse(conversation);
        } else if (canRefuse && refusals.tryAcquire()) {
            Thread.ofVirtual().name("http-refuse").start(() -> refuse(conversation));
        } else {
            link.abort();
        }
    }

    private void refuse(Conversation conversation) {
        try {
            conversation.refuseBusy();
        } finally {
            refusals.release();
        }
    }

    private void converse(Conversation conversation) {
        Thread thread =
                Thread.ofVirtual()
                        .name("http-" + serial.incrementAndGet())
                        .unstarted(() -> run(conversation));
        conversations.put(conversation, thread);
        thread.start();
        if (isClosed) {
            conversation.stop(thread);
        }
    }

    private void run(Conversation conversation) {
        try {
            conversation.run();
        } finally {
            conversations.remove(conversation);
            slots.release();
        }
    }

    /// Stops accepting, closes idle connections, unlinks UNIX sockets, interrupts handlers and
    /// gives them a few seconds before their connections are cut.
    @Override
    public void close() {
        isClosed = true;
        listeners.forEach(Quietly::close);
        conversations.forEach(Conversation::stop);
        boolean interrupted = awaitEnd();
        conversations.keySet().forEach(Conversation::abort);
        deadlines.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitEnd() {
        long end = System.nanoTime() + GRACE.toNanos();
        for (Thread thread : conversations.values()) {
            long left = end - System.nanoTime();
            try {
                if (left > 0 && thread != Thread.currentThread()) {
                    thread.join(Duration.ofNanos(left));
                }
            } catch (InterruptedException e) {
                return true;
            }
        }
        return false;
    }
}
