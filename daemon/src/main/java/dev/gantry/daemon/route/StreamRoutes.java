package dev.gantry.daemon.route;

import dev.gantry.daemon.wire.Times;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerDocument;
import dev.gantry.engine.container.Containers;
import dev.gantry.engine.container.Streams;
import dev.gantry.host.runtime.LogQuery;
import dev.gantry.host.runtime.LogReader;
import dev.gantry.host.runtime.LogRecord;
import dev.gantry.host.runtime.Output;
import dev.gantry.http.Hijacked;
import dev.gantry.http.Query;
import dev.gantry.http.WebSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What containers write and read: `attach` and `logs`.
final class StreamRoutes {
    private final EngineGate gate;

    StreamRoutes(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("POST", "/containers/{id}/attach", this::attach);
        router.add("GET", "/containers/{id}/attach/ws", this::attachWebSocket);
        router.add("GET", "/containers/{id}/logs", this::logs);
    }

    private void attach(Request request) throws Exception {
        Query query = request.query();
        attach(
                request,
                Asked.of(query),
                options -> request.exchange().hijack(StreamTypes.hijacked(request, options.tty())));
    }

    /// Pieces are not told apart here; before 1.42 all streams came, whatever was asked for.
    private void attachWebSocket(Request request) throws Exception {
        boolean isNew = request.version().isAtLeast(42);
        Asked asked = isNew ? Asked.of(request.query()) : new Asked(true, true, true, false);
        attach(request, asked.unframed(), _ -> webSocket(request));
    }

    private static Hijacked webSocket(Request request) throws IOException {
        try {
            return WebSocket.accept(request.exchange(), !request.version().isAtLeast(28));
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    /// Which streams a client wants.
    private record Asked(boolean stdin, boolean stdout, boolean stderr, boolean framed) {
        static Asked of(Query query) {
            return new Asked(query.flag("stdin"), query.flag("stdout"), query.flag("stderr"), true);
        }

        Asked unframed() {
            return new Asked(stdin, stdout, stderr, false);
        }
    }

    private interface Takeover {
        Hijacked run(Attachment.Options options) throws IOException;
    }

    private void attach(Request request, Asked asked, Takeover takeover)
            throws IOException, InterruptedException {
        Query query = request.query();
        DetachKeys keys = DetachKeys.parse(query.text("detachKeys", ""));
        Containers containers = gate.engine().containers();
        ContainerDocument document = containers.require(request.id());
        boolean tty = document.spec().streams().tty();
        boolean stdin = asked.stdin && document.spec().streams().openStdin();
        Attachment.Options options =
                new Attachment.Options(
                        tty,
                        asked.framed && !tty,
                        stdin,
                        asked.stdout,
                        asked.stderr,
                        keys,
                        () -> containers.detached(document.id(), null));
        if (!query.flag("stream")) {
            try (Hijacked client = takeover.run(options)) {
                replay(request, containers, new Attachment(client, options));
            }
            return;
        }
        try (Streams streams = containers.attach(document.id(), stdin);
                Hijacked client = takeover.run(options)) {
            Attachment attachment = new Attachment(client, options);
            replay(request, containers, attachment);
            attachment.run(streams);
        }
    }

    /// What was written before, where it is asked for.
    private static void replay(Request request, Containers containers, Attachment attachment)
            throws IOException, InterruptedException {
        if (!request.query().flag("logs")) {
            return;
        }
        try (LogReader log = containers.logs(request.id(), LogQuery.all())) {
            for (LogRecord record = log.next(); record != null; record = log.next()) {
                attachment.write(new Output(record.stream(), record.bytes()));
            }
        }
    }

    private void logs(Request request) throws Exception {
        Query query = request.query();
        Set<Output.Stream> streams = streams(query);
        LogQuery wanted =
                new LogQuery(
                        streams,
                        tail(query.text("tail", "all")),
                        Times.parseOrNull(query.text("since", "")),
                        Times.parseOrNull(query.text("until", "")),
                        query.flag("follow"));
        Containers containers = gate.engine().containers();
        ContainerDocument container = containers.require(request.id());
        boolean tty = container.spec().streams().tty();
        LogLines lines =
                new LogLines(tty, query.flag("timestamps"), details(query, containers, container));
        try (LogReader log = containers.logs(container.id(), wanted);
                OutputStream out =
                        request.exchange().stream(200, StreamTypes.of(tty, request.version()));
                var _ = request.interruptedWhenGone()) {
            out.flush();
            for (LogRecord record = log.next(); record != null; record = log.next()) {
                lines.write(out, record);
            }
        }
    }

    private static @Nullable String details(
            Query query, Containers containers, ContainerDocument container) {
        return query.flag("details")
                ? LogLines.details(containers.logDetails(container.id()))
                : null;
    }

    private static Set<Output.Stream> streams(Query query) {
        Set<Output.Stream> streams = EnumSet.noneOf(Output.Stream.class);
        if (query.flag("stdout")) {
            streams.add(Output.Stream.STDOUT);
        }
        if (query.flag("stderr")) {
            streams.add(Output.Stream.STDERR);
        }
        if (streams.isEmpty()) {
            throw EngineException.invalid("Bad parameters: you must choose at least one stream");
        }
        return streams;
    }

    /// What is no number is everything, as with Docker.
    private static long tail(String text) {
        return text.matches("[0-9]{1,15}") ? Long.parseLong(text) : -1;
    }
}
