package dev.gantry.daemon.route;

import dev.gantry.base.JsonValue;
import dev.gantry.daemon.wire.StatsWire;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerDocument;
import dev.gantry.engine.container.Containers;
import dev.gantry.engine.container.Sample;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/// `GET /containers/{id}/stats`: once, or a line a second until the container is removed or the
/// client goes.
final class StatsRoute {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final EngineGate gate;

    StatsRoute(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("GET", "/containers/{id}/stats", this::stats);
    }

    private void stats(Request request) throws Exception {
        boolean streams = !request.query().isGiven("stream") || request.query().flag("stream");
        boolean alone = request.query().flag("one-shot");
        if (streams && alone) {
            throw EngineException.invalid("cannot have stream=true and one-shot=true");
        }
        Containers containers = gate.engine().containers();
        String id = containers.require(request.id()).id();
        if (streams) {
            stream(request, containers, id);
        } else {
            request.json(200, look(containers, id, alone));
        }
    }

    private static JsonValue look(Containers containers, String id, boolean alone)
            throws IOException, InterruptedException {
        ContainerDocument container = containers.require(id);
        Optional<Sample> sample = containers.sample(id, alone);
        return StatsWire.json(container, sample.orElse(null), !alone || sample.isEmpty());
    }

    private static void stream(Request request, Containers containers, String id)
            throws IOException {
        try (OutputStream out = request.lines();
                var _ = request.interruptedWhenGone()) {
            while (true) {
                out.write(Request.line(look(containers, id, false)));
                out.flush();
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException e) {
            return; // the client has gone, or the daemon ends
        } catch (EngineException e) {
            if (e.kind() != EngineException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }
}
