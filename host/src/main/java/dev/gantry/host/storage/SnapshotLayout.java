package dev.gantry.host.storage;

import java.nio.file.Path;

/// Where the root file system of a container lies in the container's directory:
///
/// ```
/// <directory>/upper/   what the container wrote
/// <directory>/work/    overlayfs's own
/// <directory>/merged/  where the whole is mounted
/// <directory>/views/<random>/  the whole for somebody who looks into it while nothing runs
/// ```
record SnapshotLayout(Path directory) {
    Path upper() {
        return directory.resolve("upper");
    }

    Path work() {
        return directory.resolve("work");
    }

    Path views() {
        return directory.resolve("views");
    }

    Path merged() {
        return directory.resolve("merged");
    }
}
