package dev.gantry.daemon.route;

import dev.gantry.base.JsonValue;
import dev.gantry.daemon.wire.Filters;
import dev.gantry.daemon.wire.ImageWire;
import dev.gantry.daemon.wire.Platforms;
import dev.gantry.daemon.wire.References;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.image.Image;
import dev.gantry.engine.image.ImagePrune;
import dev.gantry.engine.image.Images;
import dev.gantry.engine.image.Removal;
import dev.gantry.http.Query;
import dev.gantry.oci.ImageReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
        Query query = request.query();
        ImageView view = new ImageView(gate.engine(), request.version());
        request.json(
                200,
                view.list(
                        new ImageView.Wanted(
                                query.text("filters", ""),
                                query.flag("all"),
                                query.flag("shared-size"),
                                query.flag("manifests"))));
    }

    private void inspect(Request request) throws Exception {
        Image image =
                images().require(
                                request.parameter("name"),
                                Platforms.parseOrNull(request.query().text("platform", "")));
        ImageView view = new ImageView(gate.engine(), request.version());
        request.json(200, view.one(image, request.query().flag("manifests")));
    }

    private void history(Request request) throws Exception {
        Image image =
                images().require(
                                request.parameter("name"),
                                Platforms.parseOrNull(request.query().text("platform", "")));
        request.json(
                200,
                ImageWire.history(image, images().layerSizes(image), images().ancestors(image)));
    }

    private void tag(Request request) throws Exception {
        ImageReference name =
                References.parse(request.query().text("repo", ""), request.query().text("tag", ""));
        images().tag(request.parameter("name"), name);
        request.empty(201);
    }

    private void remove(Request request) throws Exception {
        Query query = request.query();
        List<String> platforms = query.all("platforms");
        if (platforms.size() > 1) {
            throw EngineException.invalid("multiple platforms are not supported");
        }
        List<Removal> removals =
                images().remove(
                                request.parameter("name"),
                                query.flag("force"),
                                !query.flag("noprune"),
                                Platforms.parseOrNull(
                                        platforms.isEmpty() ? "" : platforms.getFirst()));
        request.json(200, ImageWire.removals(removals));
    }

    private void prune(Request request) throws Exception {
        Filters filters =
                Filters.parse(
                        request.query().text("filters", ""),
                        Set.of("dangling", "until", "label", "label!"));
        Instant until = filters.until();
        ImagePrune.Pruned pruned =
                images().prune(
                                new ImagePrune.Wanted(
                                        !filters.flag("dangling", true),
                                        image ->
                                                (until == null || image.created().isBefore(until))
                                                        && filters.labelsFit(labels(image))));
        List<JsonValue> removals = ImageWire.removals(pruned.removals());
        request.json(
                200,
                JsonValue.object()
                        .put("ImagesDeleted", removals.isEmpty() ? null : (Object) removals)
                        .put("SpaceReclaimed", pruned.reclaimed())
                        .build());
    }

    private static Map<String, String> labels(Image image) {
        Map<String, String> labels = image.config().run().labels();
        return labels == null ? Map.of() : labels;
    }
}
