package dev.gantry.host.storage;

import dev.gantry.base.RandomId;
import java.nio.file.Path;

/// Where a volume store keeps what:
///
/// ```
/// <root>/<name>/_data/           what containers see of the volume
/// <root>/<name>/_new-<random>/   what is about to become `_data`
/// <root>/.staging-<random>/      a volume being made or removed
/// ```
///
/// A volume appears by one rename and disappears by one. Names of volumes never begin with a dot.
record VolumeLayout(Path root) {
    private static final String STAGING = ".staging-";
    private static final String NEW = "_new-";

    Path volume(String name) {
        return root.resolve(name);
    }

    Path data(String name) {
        return data(volume(name));
    }

    static Path data(Path volume) {
        return volume.resolve("_data");
    }

    static Path newData(Path volume) {
        return volume.resolve(NEW + RandomId.hex(8));
    }

    Path newStaging() {
        return root.resolve(STAGING + RandomId.hex(8));
    }

    static boolean isStaging(Path path) {
        return path.getFileName().toString().startsWith(STAGING);
    }

    static boolean isNewData(Path path) {
        return path.getFileName().toString().startsWith(NEW);
    }
}
