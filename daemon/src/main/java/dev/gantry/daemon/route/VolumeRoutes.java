package dev.gantry.daemon.route;

import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import java.util.List;

/// Volumes: there are none, and that is what is told.
final class VolumeRoutes {
    void addTo(Router router) {
        router.add("GET", "/volumes", VolumeRoutes::list);
        router.add("POST", "/volumes/prune", VolumeRoutes::prune);
        router.add("GET", "/volumes/{name}", VolumeRoutes::missing);
        router.add("DELETE", "/volumes/{name}", VolumeRoutes::missing);
    }

    private static void list(Request request) throws Exception {
        request.json(
                200,
                JsonValue.object()
                        .put("Volumes", List.of())
                        .put("Warnings", (Object) null)
                        .build());
    }

    private static void prune(Request request) throws Exception {
        request.json(
                200,
                JsonValue.object()
                        .put("VolumesDeleted", List.of())
                        .put("SpaceReclaimed", 0)
                        .build());
    }

    private static void missing(Request request) {
        throw EngineException.notFound(
                "get %s: no such volume".formatted(request.parameter("name")));
    }
}
