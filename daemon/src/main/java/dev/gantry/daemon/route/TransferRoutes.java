package dev.gantry.daemon.route;

import dev.gantry.daemon.wire.CredentialsWire;
import dev.gantry.daemon.wire.Platforms;
import dev.gantry.daemon.wire.ProgressWire;
import dev.gantry.daemon.wire.References;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.image.Images;
import dev.gantry.engine.image.Progress;
import dev.gantry.http.Query;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import dev.gantry.oci.registry.Credentials;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// The ways of images into the store and out of it: pull, load, save.
final class TransferRoutes {
    private final EngineGate gate;

    TransferRoutes(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("POST", "/images/create", this::pull);
        router.add("POST", "/images/load", this::load);
        router.add("GET", "/images/get", this::saveMany);
        router.add("GET", "/images/{name...}/get", this::saveOne);
    }

    private void pull(Request request) throws Exception {
        ImageReference reference = wanted(request.query());
        Platform asked = Platforms.parseOrNull(request.query().text("platform", ""));
        Credentials credentials =
                CredentialsWire.parse(request.exchange().header("X-Registry-Auth").orElse(""));
        Images images = gate.engine().images();
        ProgressLines lines = new ProgressLines(request.exchange());
        try (var _ = request.interruptedWhenGone()) {
            images.pull(reference, asked == null ? Platform.current() : asked, credentials, lines);
        } catch (IOException | EngineException e) {
            lines.fail(e);
        }
    }

    private static ImageReference wanted(Query query) {
        String name = query.text("fromImage", "");
        String tag = query.text("tag", "");
        if (!query.text("fromSrc", "").isEmpty()) {
            throw EngineException.notBuiltYet("importing images");
        }
        ImageReference reference = References.parse(name, tag);
        if (reference.tag() == null && reference.digest() == null) {
            throw EngineException.notBuiltYet("pulling all tags of a repository");
        }
        return reference;
    }

    private void load(Request request) throws Exception {
        if (request.query().isGiven("platform")) {
            throw EngineException.notBuiltYet("loading for a platform");
        }
        Images images = gate.engine().images();
        ProgressLines lines = new ProgressLines(request.exchange());
        Progress progress = request.query().flag("quiet") ? Progress.NONE : lines;
        try {
            for (Images.Loaded loaded : images.load(request.exchange().body(), progress)) {
                say(lines, loaded);
            }
            lines.begin().flush();
        } catch (IOException | EngineException e) {
            lines.fail(e);
        }
    }

    private static void say(ProgressLines lines, Images.Loaded loaded) {
        if (loaded.names().isEmpty()) {
            lines.write(ProgressWire.message("Loaded image ID: " + loaded.id() + "\n"));
        }
        for (ImageReference name : loaded.names()) {
            lines.write(ProgressWire.message("Loaded image: " + name.familiar() + "\n"));
        }
    }

    private void saveMany(Request request) throws Exception {
        save(request, request.query().all("names"));
    }

    private void saveOne(Request request) throws Exception {
        save(request, List.of(request.parameter("name")));
    }

    private void save(Request request, List<String> names) throws Exception {
        if (request.query().isGiven("platform")) {
            throw EngineException.notBuiltYet("saving for a platform");
        }
        Images images = gate.engine().images();
        names.forEach(images::require);
        try (OutputStream out = request.exchange().stream(200, "application/x-tar")) {
            images.save(out, names);
        }
    }
}
