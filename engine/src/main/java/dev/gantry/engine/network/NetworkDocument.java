package dev.gantry.engine.network;

import java.time.Instant;
import java.util.Map;

/// A network, as it stands in the database.
///
/// @param driver `bridge`, `host` or `null`, in Docker's words
/// @param subnet such as `172.30.0.0/16`, empty without addresses
/// @param gateway empty without addresses
public record NetworkDocument(
        String id,
        String name,
        String driver,
        Instant created,
        String subnet,
        String gateway,
        Map<String, String> options,
        Map<String, String> labels) {
    public NetworkDocument {
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
    }
}
