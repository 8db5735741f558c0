package dev.gantry.engine.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The container whose output it is, as far as logs tell.
///
/// @param image as it was named
/// @param imageId with its algorithm
/// @param env entries as `NAME=value`
public record LogSubject(
        String id,
        String name,
        String image,
        String imageId,
        List<String> command,
        Instant created,
        Map<String, String> labels,
        List<String> env) {
    public LogSubject {
        command = List.copyOf(command);
        labels = Map.copyOf(labels);
        env = List.copyOf(env);
    }

    String shortId() {
        return id.substring(0, 12);
    }
}
