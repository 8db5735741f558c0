package dev.gantry.daemon.route;

import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import java.util.List;

/// Docker's routes that this engine does not serve, each with a sentence that says so.
final class AbsentRoutes {
    private static final String NO_SWARM =
            "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\""
                    + " to connect this node to swarm and try again.";

    private AbsentRoutes() {}

    private record Absent(String method, String path, String what) {}

    private static final List<Absent> ABSENT =
            List.of(
                    new Absent("POST", "/containers/{id}/copy", "copying files"),
                    new Absent("GET", "/containers/{id}/checkpoints", "checkpoints"),
                    new Absent("POST", "/containers/{id}/checkpoints", "checkpoints"),
                    new Absent("DELETE", "/containers/{id}/checkpoints/{name}", "checkpoints"),
                    new Absent("POST", "/build", "building images"),
                    new Absent("POST", "/build/cancel", "building images"),
                    new Absent("POST", "/session", "building images"),
                    new Absent("POST", "/grpc", "building images"),
                    new Absent("GET", "/plugins/privileges", "plugins"),
                    new Absent("GET", "/plugins/{name...}/json", "plugins"),
                    new Absent("DELETE", "/plugins/{name...}", "plugins"),
                    new Absent("POST", "/plugins/{name...}", "plugins"),
                    new Absent("POST", "/swarm/init", "swarm mode"),
                    new Absent("POST", "/swarm/join", "swarm mode"));

    static void addTo(Router router) {
        for (Absent absent : ABSENT) {
            router.add(
                    absent.method,
                    absent.path,
                    _ -> {
                        throw EngineException.notBuiltYet(absent.what);
                    });
        }
        router.add("GET", "/plugins", request -> request.json(200, List.of()));
        router.add(
                "POST",
                "/build/prune",
                request ->
                        request.json(
                                200,
                                JsonValue.object()
                                        .put("CachesDeleted", (Object) null)
                                        .put("SpaceReclaimed", 0)
                                        .build()));
        router.add(
                "POST",
                "/swarm/leave",
                _ -> {
                    throw unavailable("This node is not part of a swarm");
                });
        for (String method : List.of("GET", "POST", "DELETE")) {
            for (String thing :
                    List.of("swarm", "nodes", "services", "tasks", "secrets", "configs")) {
                router.add(method, "/" + thing, AbsentRoutes::needsSwarm);
                router.add(method, "/" + thing + "/{name...}", AbsentRoutes::needsSwarm);
            }
        }
    }

    private static void needsSwarm(Request request) {
        throw unavailable(NO_SWARM);
    }

    private static EngineException unavailable(String message) {
        return new EngineException(EngineException.Kind.UNAVAILABLE, message);
    }
}
