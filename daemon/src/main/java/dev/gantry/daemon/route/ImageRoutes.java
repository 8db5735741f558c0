package dev.gantry.daemon.route;

import dev.gantry.base.JsonValue;
import dev.gantry.daemon.wire.Filters;
import dev.gantry.daemon.wire.ImageWire;
import dev.gantry.daemon.wire.References;
import dev.gantry.engine.Engine;
import dev.gantry.engine.image.Image;
import dev.gantry.engine.image.Images;
import dev.gantry.oci.ImageReference;
import java.util.List;
import java.util.Set;

/// Images, but for their ways in and out of the store.
final class ImageRoutes {
    private final EngineGate gate;

    ImageRoutes(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("GET", "/images/json", this::list);
        router.add("POST", "/images/prune", this::prune);
        router.add("GET", "/images/{name...}/json", this::inspect);
        router.add("GET", "/images/{name...}/history", this::history);
        router.add("POST", "/images/{name...}/tag", this::tag);
        router.add("DELETE", "/images/{name...}", this::remove);
    }

    private Images images() throws InterruptedException {
        return gate.engine().images();
    }

    private void list(Request request) throws Exception {
        ImageView view = new ImageView(gate.engine(), request.version());
        request.json(200, view.all(request.query().text("filters", "")));
    }

    private void inspect(Request request) throws Exception {
        Image image = images().require(request.parameter("name"));
        request.json(200, ImageWire.inspected(image, request.version()));
    }

    private void history(Request request) throws Exception {
        Image image = images().require(request.parameter("name"));
        request.json(200, ImageWire.history(image, images().layerSizes(image)));
    }

    private void tag(Request request) throws Exception {
        ImageReference name =
                References.parse(request.query().text("repo", ""), request.query().text("tag", ""));
        images().tag(request.parameter("name"), name);
        request.empty(201);
    }

    private void remove(Request request) throws Exception {
        Engine engine = gate.engine();
        List<Images.Removal> removals =
                engine.images()
                        .remove(
                                request.parameter("name"),
                                request.query().flag("force"),
                                engine.containers()::userOf);
        request.json(200, ImageWire.removals(removals));
    }

    private void prune(Request request) throws Exception {
        Filters filters =
                Filters.parse(
                        request.query().text("filters", ""),
                        Set.of("dangling", "until", "label", "label!"));
        filters.refuse(Set.of("until", "label", "label!"));
        Engine engine = gate.engine();
        long before = engine.images().layersSize();
        List<JsonValue> removals =
                ImageWire.removals(
                        engine.images()
                                .prune(
                                        !filters.flag("dangling", true),
                                        engine.containers()::userOf));
        request.json(
                200,
                JsonValue.object()
                        .put("ImagesDeleted", removals.isEmpty() ? null : (Object) removals)
                        .put("SpaceReclaimed", Math.max(0, before - engine.images().layersSize()))
                        .build());
    }
}
