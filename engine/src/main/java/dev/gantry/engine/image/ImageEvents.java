package dev.gantry.engine.image;

import dev.gantry.engine.event.Events;
import dev.gantry.oci.Digest;
import java.util.HashMap;
import java.util.Map;

/// Tells what happens to images as Docker does: with the image's labels as long as it is there.
final class ImageEvents {
    private final Events events;

    ImageEvents(Events events) {
        this.events = events;
    }

    void publish(String action, Image image) {
        publish(action, image, image.id().toString(), image.id().toString());
    }

    /// @param id what it happened to: an image's id, or for a pull and a push its name
    /// @param name as the event's attribute of that name
    void publish(String action, Image image, String id, String name) {
        Map<String, String> labels = image.config().run().labels();
        Map<String, String> attributes = new HashMap<>(labels == null ? Map.of() : labels);
        attributes.put("name", name);
        events.publish("image", action, id, attributes);
    }

    void deleted(Digest id) {
        events.publish("image", "delete", id.toString(), Map.of("name", id.toString()));
    }

    void pruned(long reclaimed) {
        events.publish("image", "prune", "", Map.of("reclaimed", Long.toString(reclaimed)));
    }
}
