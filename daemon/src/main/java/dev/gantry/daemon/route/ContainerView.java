package dev.gantry.daemon.route;

import dev.gantry.base.JsonValue;
import dev.gantry.daemon.wire.ContainerFilter;
import dev.gantry.daemon.wire.ContainerWire;
import dev.gantry.engine.Engine;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerDocument;
import dev.gantry.engine.image.Image;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Containers with what belongs to them elsewhere in the engine: image, files, sizes.
///
/// @param sizes whether they are wanted; they take a walk through the container's files
record ContainerView(Engine engine, boolean sizes) {
    /// @param most how many of the newest, running or not; 0 for no such limit
    List<JsonValue> all(String filters, boolean all, int most) throws IOException {
        ContainerFilter filter =
                ContainerFilter.of(
                        filters,
                        all || most > 0,
                        new ContainerFilter.Lookup(
                                reference -> engine.containers().require(reference).created(),
                                this::imageId,
                                id -> engine.containers().health(id)));
        Instant now = Instant.now();
        List<JsonValue> listed = new ArrayList<>();
        for (ContainerDocument container : engine.containers().all()) {
            if (filter.accepts(container) && (most <= 0 || listed.size() < most)) {
                add(listed, container, now);
            }
        }
        return listed;
    }

    /// One that goes meanwhile is not in the list.
    private void add(List<JsonValue> listed, ContainerDocument container, Instant now)
            throws IOException {
        try {
            listed.add(ContainerWire.listed(container, around(container), now));
        } catch (EngineException e) {
            if (e.kind() != EngineException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    private String imageId(String reference) {
        return engine.images()
                .find(reference)
                .map(image -> image.id().toString())
                .orElse(reference);
    }

    JsonValue one(ContainerDocument container) throws IOException {
        return ContainerWire.inspected(container, around(container));
    }

    private ContainerWire.Surroundings around(ContainerDocument container) throws IOException {
        Optional<Image> named = engine.images().find(container.spec().image());
        boolean isSame =
                named.map(image -> image.id().toString().equals(container.image())).orElse(false);
        return new ContainerWire.Surroundings(
                engine.containers().directory(container.id()),
                engine.volumes()::data,
                engine.containers().sandbox(container.id()),
                sizes ? sizes(container) : null,
                engine.containers().execIds(container.id()),
                isSame,
                engine.containers().health(container.id()).orElse(null));
    }

    private ContainerWire.Sizes sizes(ContainerDocument container) throws IOException {
        long changed = engine.containers().sizeRw(container.id());
        long image = engine.containers().imageOf(container).map(Image::size).orElse(0L);
        return new ContainerWire.Sizes(changed, image + changed);
    }
}
