package dev.gantry.host.log;

import java.time.Instant;
import java.util.Map;

/// Whose lines they are: told with each.
///
/// @param extra further attributes by name
public record LogOrigin(
        String tag,
        String containerId,
        String containerName,
        String imageId,
        String imageName,
        String command,
        Instant created,
        Map<String, String> extra) {
    public LogOrigin {
        extra = Map.copyOf(extra);
    }

    String shortId() {
        return containerId.substring(0, Math.min(12, containerId.length()));
    }
}
