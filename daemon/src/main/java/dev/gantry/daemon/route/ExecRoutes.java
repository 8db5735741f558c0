package dev.gantry.daemon.route;

import dev.gantry.api.exec.ExecRequest;
import dev.gantry.api.exec.ExecStart;
import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.daemon.wire.ExecWire;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.Containers;
import dev.gantry.engine.container.Exec;
import dev.gantry.engine.container.ExecSpec;
import dev.gantry.engine.container.Streams;
import dev.gantry.http.Hijacked;
import java.io.IOException;

/// Commands in containers.
final class ExecRoutes {
    private final EngineGate gate;

    ExecRoutes(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("POST", "/containers/{id}/exec", this::create);
        router.add("POST", "/exec/{id}/start", this::start);
        router.add("POST", "/exec/{id}/resize", this::resize);
        router.add("GET", "/exec/{id}/json", this::inspect);
    }

    private Containers containers() throws InterruptedException {
        return gate.engine().containers();
    }

    private void create(Request request) throws Exception {
        ExecSpec spec =
                ExecWire.spec(read(ExecRequest.class, Bodies.jsonOrNothing(request.exchange())));
        DetachKeys.parse(spec.detachKeys());
        String id = containers().execCreate(request.id(), spec);
        request.json(201, JsonValue.object().put("Id", id).build());
    }

    private static <T extends Record> T read(Class<T> type, JsonValue body) {
        try {
            return Json.read(type, body);
        } catch (JsonException e) {
            throw Bodies.invalid(e);
        }
    }

    private void inspect(Request request) throws Exception {
        request.json(200, ExecWire.inspected(containers().exec(request.id())));
    }

    private void resize(Request request) throws Exception {
        Sizes size = Sizes.of(request.query());
        containers().execResize(request.id(), size.rows(), size.columns());
        request.empty(200);
    }

    private void start(Request request) throws Exception {
        ExecStart start = read(ExecStart.class, Bodies.jsonOrNothing(request.exchange()));
        Exec exec = containers().exec(request.id());
        if (start.detach()) {
            containers().execStartDetached(exec.id());
            request.empty(200);
        } else {
            attached(request, exec, Sizes.of(start.consoleSize()));
        }
    }

    /// Docker takes the connection over before it tries, and tells a failure in the stream.
    private void attached(Request request, Exec exec, Sizes size)
            throws IOException, InterruptedException {
        ExecSpec spec = exec.spec();
        DetachKeys keys = DetachKeys.parse(spec.detachKeys());
        try (Hijacked client =
                request.exchange().hijack(StreamTypes.hijacked(request, spec.tty()))) {
            Attachment attachment =
                    new Attachment(
                            client,
                            new Attachment.Options(
                                    spec.tty(),
                                    !spec.tty(),
                                    spec.attachStdin(),
                                    spec.attachStdout(),
                                    spec.attachStderr(),
                                    keys,
                                    () -> detached(exec)));
            Streams streams;
            try {
                streams = containers().execStart(exec.id(), size.rows(), size.columns());
            } catch (IOException | EngineException e) {
                attachment.fail(Failures.message(e));
                return;
            }
            attachment.run(new ExecStreams(exec, streams));
        }
    }

    private void detached(Exec exec) {
        try {
            containers().detached(exec.containerId(), exec.id());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
