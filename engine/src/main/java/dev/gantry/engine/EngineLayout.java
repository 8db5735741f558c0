package dev.gantry.engine;

import java.nio.file.Path;

/// Where the engine keeps what it acknowledged:
///
/// ```
/// data-root/
///   engine.db          names, containers, networks, images (state.Database)
///   reserve            given up on a full disk (state.Reserve)
///   lock               held while an engine uses this directory
///   content/           blobs and downloads in flight (oci.blob)
///   layers/            unpacked layers (host.storage)
///   volumes/<name>/    what containers keep (host.storage)
///   containers/<id>/   file system, log and managed files of each (container.ContainerFiles)
/// ```
record EngineLayout(Path dataRoot) {
    Path database() {
        return dataRoot.resolve("engine.db");
    }

    Path lock() {
        return dataRoot.resolve("lock");
    }

    Path events() {
        return dataRoot.resolve("events");
    }

    Path content() {
        return dataRoot.resolve("content");
    }

    Path layers() {
        return dataRoot.resolve("layers");
    }

    Path volumes() {
        return dataRoot.resolve("volumes");
    }

    Path containers() {
        return dataRoot.resolve("containers");
    }
}
