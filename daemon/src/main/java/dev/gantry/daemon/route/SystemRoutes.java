package dev.gantry.daemon.route;

import dev.gantry.daemon.wire.SystemWire;
import dev.gantry.engine.Engine;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The daemon itself: `_ping`, `version`, `info`, `system/df`.
final class SystemRoutes {
    private final EngineGate gate;

    SystemRoutes(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("GET", "/_ping", request -> ping(request, "OK"));
        router.add("HEAD", "/_ping", request -> ping(request, ""));
        router.add("GET", "/version", this::version);
        router.add("GET", "/info", this::info);
        router.add("GET", "/system/df", this::usage);
    }

    private static void ping(Request request, String body) throws Exception {
        var exchange = request.exchange();
        exchange.setHeader("Builder-Version", "2");
        exchange.setHeader("Cache-Control", "no-cache, no-store, must-revalidate");
        exchange.setHeader("Pragma", "no-cache");
        exchange.setHeader("Swarm", "inactive");
        exchange.respond(
                200, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.US_ASCII));
    }

    private void version(Request request) throws Exception {
        request.json(200, SystemWire.version(gate.engine().facts()));
    }

    private void info(Request request) throws Exception {
        Engine engine = gate.engine();
        SystemWire.Counts counts =
                new SystemWire.Counts(
                        engine.containers().all(),
                        engine.images().all().size(),
                        engine.events().listeners(),
                        engine.log().driver());
        request.json(200, SystemWire.info(engine.facts(), counts));
    }

    private void usage(Request request) throws Exception {
        List<String> types = request.query().all("type");
        Engine engine = gate.engine();
        Map<String, Object> parts = new LinkedHashMap<>();
        if (isWanted(types, "image")) {
            parts.put("LayersSize", engine.images().layersSize());
            parts.put(
                    "Images",
                    new ImageView(engine, request.version())
                            .list(new ImageView.Wanted("", false, true, false)));
        }
        if (isWanted(types, "container")) {
            parts.put("Containers", new ContainerView(engine, true).all("", true, 0));
        }
        if (isWanted(types, "volume")) {
            parts.put("Volumes", List.of());
        }
        if (isWanted(types, "build-cache")) {
            parts.put("BuildCache", List.of());
        }
        request.json(200, SystemWire.usage(parts));
    }

    private static boolean isWanted(List<String> types, String type) {
        return types.isEmpty() || types.contains(type);
    }
}
