package dev.gantry.engine.volume;

import java.time.Instant;
import java.util.Map;

/// All that is true of a volume, as it stands in the database.
///
/// @param options of the driver, as they were given
public record VolumeDocument(
        String name, Instant created, Map<String, String> options, Map<String, String> labels) {
    /// Carried by volumes that nobody named.
    public static final String ANONYMOUS = "com.docker.volume.anonymous";

    public VolumeDocument {
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
    }

    public boolean isAnonymous() {
        return labels.containsKey(ANONYMOUS);
    }

    VolumeDocument named(String newName) {
        return new VolumeDocument(newName, created, options, labels);
    }
}
