package dev.gantry.engine.event;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;

/// Passes events on to listeners and keeps them for those who ask later (see {@link EventLog}).
///
/// Any thread publishes; each listener takes from its own queue. A listener that falls 10,000
/// behind is cut off rather than let memory grow.
public final class Events implements AutoCloseable {
    private static final int MOST_WAITING = 10_000;

    private final EventLog log;
    private final List<Subscription> listeners = new ArrayList<>();

    private Events(EventLog log) {
        this.log = log;
    }

    /// @param directory where they are kept
    public static Events open(Path directory) throws IOException {
        return new Events(EventLog.open(directory));
    }

    /// What one listener has not taken yet.
    public final class Subscription implements AutoCloseable {
        private final LinkedBlockingQueue<Event> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
        private volatile boolean isCutOff;

        private Subscription() {}

        /// The next event.
        ///
        /// @throws IllegalStateException when the listener was too slow
        public Event take() throws InterruptedException {
            Event event = waiting.poll();
            if (event != null) {
                return event;
            }
            if (isCutOff) {
                throw new IllegalStateException("the listener fell behind and was cut off");
            }
            return waiting.take();
        }

        @Override
        public void close() {
            synchronized (Events.this) {
                listeners.remove(this);
            }
        }
    }

    public void publish(String type, String action, String id, Map<String, String> attributes) {
        Event event = new Event(type, action, id, attributes, Instant.now());
        synchronized (this) {
            log.add(event);
            listeners.removeIf(listener -> {
                listener.isCutOff = !listener.waiting.offer(event);
                return listener.isCutOff;
            });
        }
    }

    /// Everything from now on.
    public synchronized Subscription subscribe() {
        Subscription subscription = new Subscription();
        listeners.add(subscription);
        return subscription;
    }

    /// What was kept, and everything from then on, without a gap.
    public record Replay(PastEvents past, Subscription rest) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            rest.close();
            past.close();
        }
    }

    public synchronized Replay replay() throws IOException {
        return new Replay(log.past(), subscribe());
    }

    public synchronized int listeners() {
        return listeners.size();
    }

    @Override
    public synchronized void close() throws IOException {
        log.close();
    }
}
