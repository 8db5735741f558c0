package dev.gantry.daemon.route;

import dev.gantry.base.Tasks;
import dev.gantry.daemon.wire.EventWire;
import dev.gantry.daemon.wire.Filters;
import dev.gantry.daemon.wire.Times;
import dev.gantry.engine.event.Event;
import dev.gantry.engine.event.Events;
import dev.gantry.engine.event.PastEvents;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// `GET /events`: one JSON line for each, until the client goes or `until` has come.
///
/// A second thread takes events from the engine, so that nothing interrupts the one that writes.
final class EventRoutes {
    private static final int MOST_WAITING = 10_000;
    private static final long FOREVER = Long.MAX_VALUE;

    private final EngineGate gate;

    EventRoutes(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("GET", "/events", this::events);
    }

    private void events(Request request) throws Exception {
        Filters filters = EventWire.filters(request.query().text("filters", ""));
        Instant since = Times.parseOrNull(request.query().text("since", ""));
        Instant until = Times.parseOrNull(request.query().text("until", ""));
        Events events = gate.engine().events();
        try (Events.Replay replay = events.replay();
                OutputStream out = request.lines()) {
            out.flush();
            if (since != null) {
                replay(replay.past(), since, until, filters, out);
            }
            follow(request, replay.rest(), until, filters, out);
        }
    }

    private static void replay(
            PastEvents past,
            Instant since,
            @Nullable Instant until,
            Filters filters,
            OutputStream out)
            throws IOException {
        for (Event event = past.next(); event != null; event = past.next()) {
            boolean isMeant = !event.at().isBefore(since) && isBefore(event.at(), until);
            if (isMeant && EventWire.accepts(filters, event)) {
                out.write(Request.line(EventWire.json(event)));
            }
        }
        out.flush();
    }

    private static boolean isBefore(Instant time, @Nullable Instant until) {
        return until == null || !time.isAfter(until);
    }

    private static void follow(
            Request request,
            Events.Subscription subscription,
            @Nullable Instant until,
            Filters filters,
            OutputStream out)
            throws IOException, InterruptedException {
        LinkedBlockingQueue<Optional<Event>> queue = new LinkedBlockingQueue<>(MOST_WAITING);
        try (Tasks tasks = Tasks.open("events");
                var _ = request.exchange().onClientGone(() -> end(queue))) {
            tasks.fork(() -> pump(subscription, queue));
            while (true) {
                Optional<Event> next = queue.poll(nanosTo(until), TimeUnit.NANOSECONDS);
                if (next == null || next.isEmpty() || !isBefore(next.get().at(), until)) {
                    return;
                }
                if (EventWire.accepts(filters, next.get())) {
                    write(out, next.get());
                }
            }
        }
    }

    private static boolean pump(
            Events.Subscription subscription, LinkedBlockingQueue<Optional<Event>> queue)
            throws InterruptedException {
        try {
            while (true) {
                queue.put(Optional.of(subscription.take()));
            }
        } finally {
            end(queue);
        }
    }

    private static void end(LinkedBlockingQueue<Optional<Event>> queue) {
        if (!queue.offer(Optional.empty())) {
            queue.clear();
            boolean _ = queue.offer(Optional.empty());
        }
    }

    private static long nanosTo(@Nullable Instant until) {
        if (until == null) {
            return FOREVER;
        }
        Duration left = Duration.between(Instant.now(), until);
        return left.toDays() > 10_000 ? FOREVER : Math.max(0, left.toNanos());
    }

    private static void write(OutputStream out, Event event) throws IOException {
        out.write(Request.line(EventWire.json(event)));
        out.flush();
    }
}
