package dev.gantry.engine.event;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/// Something that has happened to a thing.
///
/// @param type of the thing: `container`, `image`, `network`
/// @param action such as `start`
/// @param id of the thing
public record Event(
        String type, String action, String id, Map<String, String> attributes, Instant at) {
    public Event {
        attributes = java.util.Collections.unmodifiableMap(new TreeMap<>(attributes));
    }
}
