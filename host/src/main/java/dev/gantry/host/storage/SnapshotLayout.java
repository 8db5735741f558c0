package dev.gantry.host.storage;

import java.nio.file.Path;

/// Where the root file system of a container lies in the container's directory:
///
/// ```
/// <directory>/init/    the places the engine mounts on, a layer above the image's
/// <directory>/upper/   what the container wrote
/// <directory>/work/    overlayfs's own
/// <directory>/merged/  where the whole is mounted
/// <directory>/views/<random>/  the whole for somebody who looks into it while nothing runs
/// ```
///
/// `init` appears complete; while it is made, it and its working room end in `-new`.
record SnapshotLayout(Path directory) {
    Path init() {
        return directory.resolve("init");
    }

    Path newInit() {
        return directory.resolve("init-new");
    }

    Path newInitWork() {
        return directory.resolve("init-work-new");
    }

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
