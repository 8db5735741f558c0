package dev.gantry.daemon.route;

import dev.gantry.base.JsonValue;
import dev.gantry.daemon.wire.ApiVersion;
import dev.gantry.daemon.wire.ImageFilter;
import dev.gantry.daemon.wire.ImageWire;
import dev.gantry.engine.Engine;
import dev.gantry.engine.image.Image;
import java.util.List;

/// Images with who uses them.
record ImageView(Engine engine, ApiVersion version) {
    List<JsonValue> all(String filters) {
        ImageFilter filter =
                ImageFilter.of(filters, name -> ImageFilter.made(engine.images().require(name)));
        return engine.images().all().stream()
                .filter(filter::accepts)
                .map(image -> ImageWire.listed(image, containers(image), version))
                .toList();
    }

    private int containers(Image image) {
        return (int)
                engine.containers().all().stream()
                        .filter(container -> container.image().equals(image.id().toString()))
                        .count();
    }
}
