package dev.gantry.daemon.route;

import dev.gantry.daemon.wire.Platforms;
import dev.gantry.daemon.wire.ProgressWire;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.image.Images;
import dev.gantry.engine.image.Progress;
import dev.gantry.http.Query;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ways of images into the store and out of it: pull, load, save.
final class TransferRoutes {
    private final EngineGate gate;
    private final RegistryRoutes registries;

    TransferRoutes(EngineGate gate, RegistryRoutes registries) {
        this.gate = gate;
        this.registries = registries;
    }

    void addTo(Router router) {
        router.add("POST", "/images/create", this::create);
        router.add("POST", "/images/load", this::load);
        router.add("GET", "/images/get", this::saveMany);
        router.add("GET", "/images/{name...}/get", this::saveOne);
    }

    private void create(Request request) throws Exception {
        if (!request.query().text("fromSrc", "").isEmpty()) {
            new ImportRoute(gate).run(request);
            return;
        }
        registries.pull(request);
    }

    private void load(Request request) throws Exception {
        Images images = gate.engine().images();
        Platform platform = onePlatform(request.query());
        ProgressLines lines = new ProgressLines(request.exchange());
        Progress progress = request.query().flag("quiet") ? Progress.NONE : lines;
        try {
            for (Images.Loaded loaded :
                    images.load(request.exchange().body(), platform, progress)) {
                say(lines, loaded);
            }
            lines.begin().flush();
        } catch (IOException | EngineException e) {
            lines.fail(e);
        }
    }

    private static @Nullable Platform onePlatform(Query query) {
        List<String> platforms = query.all("platform");
        if (platforms.size() > 1) {
            throw EngineException.invalid("multiple platform parameters not supported");
        }
        return Platforms.parseOrNull(platforms.isEmpty() ? "" : platforms.getFirst());
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
        Images images = gate.engine().images();
        for (String name : names) { // as it was asked for, without a tag of ours
            if (images.find(name).isEmpty()) {
                throw EngineException.noSuchImage(name);
            }
        }
        Images.Saving saving = images.save(names, onePlatform(request.query()));
        try (OutputStream out = request.exchange().stream(200, "application/x-tar")) {
            saving.writeTo(out);
        }
    }
}
