package dev.gantry.daemon.route;

import dev.gantry.base.JsonValue;
import dev.gantry.daemon.wire.Filters;
import dev.gantry.daemon.wire.VolumeWire;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.volume.VolumeDocument;
import dev.gantry.engine.volume.Volumes;
import java.util.List;
import java.util.Set;

/// Volumes.
final class VolumeRoutes {
    private static final int PRUNES_ANONYMOUS_ONLY = 42;

    private final EngineGate gate;

    VolumeRoutes(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("GET", "/volumes", this::list);
        router.add("POST", "/volumes/create", this::create);
        router.add("POST", "/volumes/prune", this::prune);
        router.add("GET", "/volumes/{name}", this::inspect);
        router.add("PUT", "/volumes/{name}", VolumeRoutes::update);
        router.add("DELETE", "/volumes/{name}", this::remove);
    }

    private Volumes volumes() throws InterruptedException {
        return gate.engine().volumes();
    }

    private void list(Request request) throws Exception {
        Volumes volumes = volumes();
        Filters filters =
                Filters.parse(
                        request.query().text("filters", ""),
                        Set.of("dangling", "driver", "label", "name"));
        boolean dangling = filters.flag("dangling", false);
        List<JsonValue> listed =
                volumes.all().stream()
                        .filter(volume -> filters.matches("name", volume.name()))
                        .filter(_ -> filters.fits("driver", "local"::equals))
                        .filter(volume -> filters.labelsFit(volume.labels()))
                        .filter(volume ->
                                !filters.has("dangling") || isFree(volumes, volume) == dangling)
                        .map(volume -> VolumeWire.volume(volume, volumes.data(volume.name())))
                        .toList();
        request.json(
                200,
                JsonValue.object().put("Volumes", listed).put("Warnings", (Object) null).build());
    }

    /// One that goes meanwhile is held by nobody.
    private static boolean isFree(Volumes volumes, VolumeDocument volume) {
        return volumes.find(volume.name()).isEmpty() || volumes.holders(volume.name()).isEmpty();
    }

    private void create(Request request) throws Exception {
        Volumes volumes = volumes();
        VolumeDocument volume = volumes.create(VolumeWire.request(Bodies.json(request.exchange())));
        request.json(201, VolumeWire.volume(volume, volumes.data(volume.name())));
    }

    private void inspect(Request request) throws Exception {
        Volumes volumes = volumes();
        VolumeDocument volume = volumes.require(request.parameter("name"));
        request.json(200, VolumeWire.volume(volume, volumes.data(volume.name())));
    }

    private static void update(Request request) {
        throw new EngineException(
                EngineException.Kind.UNAVAILABLE,
                "volume update only valid for cluster volumes, but swarm is unavailable");
    }

    private void remove(Request request) throws Exception {
        volumes().remove(request.parameter("name"), request.query().flag("force"));
        request.empty(204);
    }

    /// Old clients remove named volumes too.
    private void prune(Request request) throws Exception {
        Filters filters =
                Filters.parse(
                        request.query().text("filters", ""), Set.of("all", "label", "label!"));
        boolean all = filters.flag("all", !request.version().isAtLeast(PRUNES_ANONYMOUS_ONLY));
        Volumes.Pruned pruned =
                volumes()
                        .prune(volume ->
                                (all || volume.isAnonymous())
                                        && filters.labelsFit(volume.labels())
                                        && filters.labelsAbsent(volume.labels()));
        request.json(
                200,
                JsonValue.object()
                        .put("VolumesDeleted", pruned.names())
                        .put("SpaceReclaimed", pruned.bytes())
                        .build());
    }
}
