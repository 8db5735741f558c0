package dev.gantry.engine.event;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;

/// Passes events on to listeners and remembers the last 256, as Docker does.
///
/// Any thread publishes; each listener takes from its own queue. A listener that falls 10,000
/// behind is cut off rather than let memory grow.
public final class Events {
    private static final int REMEMBERED = 256;
    private static final int MOST_WAITING = 10_000;

    private final Deque<Event> past = new ArrayDeque<>();
    private final List<Subscription> listeners = new ArrayList<>();

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
            past.addLast(event);
            if (past.size() > REMEMBERED) {
                past.removeFirst();
            }
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

    /// What is remembered, and everything from then on, without a gap.
    public synchronized Subscription subscribeWithPast(List<Event> into) {
        into.addAll(past);
        return subscribe();
    }

    public synchronized int listeners() {
        return listeners.size();
    }
}
