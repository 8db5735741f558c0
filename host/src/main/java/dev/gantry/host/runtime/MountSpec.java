package dev.gantry.host.runtime;

import java.util.List;

/// A mount inside a container, in the words of the OCI runtime specification.
public record MountSpec(String destination, String type, String source, List<String> options) {
    public MountSpec {
        if (!destination.startsWith("/")) {
            throw new IllegalArgumentException("mount destination is not absolute: " + destination);
        }
        options = List.copyOf(options);
    }
}
