package dev.gantry.engine.container;

import java.nio.file.Path;

/// Where a container's own files are:
///
/// ```
/// data-root/containers/<id>/
///   upper  work  merged          its file system (host.storage)
///   mounts/<n>                   sources of mounts, pinned while it runs (host.storage)
///   container.log                what it wrote (host.runtime)
///   health.json                  what its health check last said
///   resolv.conf  hosts  hostname mounted into it
///   shm                          its shared memory, where others may join it
/// ```
record ContainerFiles(Path directory) {
    Path log() {
        return directory.resolve("container.log");
    }

    Path sharedMemory() {
        return directory.resolve("shm");
    }

    Path health() {
        return directory.resolve("health.json");
    }

    Path resolvConf() {
        return directory.resolve("resolv.conf");
    }

    Path mounts() {
        return directory.resolve("mounts");
    }

    Path hosts() {
        return directory.resolve("hosts");
    }

    Path hostname() {
        return directory.resolve("hostname");
    }
}
