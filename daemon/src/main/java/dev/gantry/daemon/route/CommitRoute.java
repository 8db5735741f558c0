package dev.gantry.daemon.route;

import dev.gantry.api.container.ContainerConfig;
import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.daemon.wire.References;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.Containers;
import dev.gantry.http.Query;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import org.jspecify.annotations.Nullable;

/// `POST /commit`: an image of a container.
final class CommitRoute {
    private final EngineGate gate;

    CommitRoute(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("POST", "/commit", this::commit);
    }

    private void commit(Request request) throws Exception {
        Query query = request.query();
        String container = query.text("container", "");
        if (container.isEmpty()) {
            throw EngineException.invalid("invalid name or ID supplied: \"\"");
        }
        Containers.Committing wanted =
                new Containers.Committing(
                        name(query),
                        query.text("author", ""),
                        query.text("comment", ""),
                        config(request),
                        query.all("changes"),
                        !query.isGiven("pause") || query.flag("pause"));
        Digest id = gate.engine().containers().commit(container, wanted);
        request.json(201, JsonValue.object().put("Id", id.toString()).build());
    }

    private static @Nullable ImageReference name(Query query) {
        String repository = query.text("repo", "");
        if (repository.isEmpty()) {
            return null;
        }
        ImageReference name = References.parse(repository, query.text("tag", ""));
        if (name.digest() != null) {
            throw EngineException.invalid("cannot commit to digest reference");
        }
        return name.withDefaultTag();
    }

    /// The body's configuration, `null` when there is none.
    private static ImageConfig.@Nullable Run config(Request request) throws Exception {
        JsonValue body = Bodies.jsonOrNothing(request.exchange());
        if (!(body instanceof JsonValue.Obj fields) || fields.fields().isEmpty()) {
            return null;
        }
        try {
            Json.read(ContainerConfig.class, body);
            return Json.read(ImageConfig.Run.class, body);
        } catch (JsonException e) {
            throw Bodies.invalid(e);
        }
    }
}
