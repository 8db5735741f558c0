package dev.gantry.daemon.route;

import dev.gantry.daemon.wire.PathWire;
import dev.gantry.engine.container.ContainerPaths;
import dev.gantry.oci.layer.Compression;
import java.io.InputStream;

/// Files of containers: what `docker cp` is made of.
final class ArchiveRoutes {
    private static final String TAR = "application/x-tar";

    private final EngineGate gate;

    ArchiveRoutes(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("HEAD", "/containers/{id}/archive", this::stat);
        router.add("GET", "/containers/{id}/archive", this::take);
        router.add("PUT", "/containers/{id}/archive", this::put);
    }

    private ContainerPaths paths() throws InterruptedException {
        return gate.engine().containers().paths();
    }

    private void stat(Request request) throws Exception {
        request.exchange()
                .setHeader(
                        PathWire.HEADER,
                        PathWire.header(paths().stat(request.id(), path(request))));
        request.empty(200);
    }

    private void take(Request request) throws Exception {
        paths().archive(
                        request.id(),
                        path(request),
                        top -> {
                            request.exchange().setHeader(PathWire.HEADER, PathWire.header(top));
                            return request.exchange().stream(200, TAR);
                        });
    }

    private void put(Request request) throws Exception {
        ContainerPaths.Extraction how =
                new ContainerPaths.Extraction(
                        request.query().flag("noOverwriteDirNonDir"),
                        request.query().flag("copyUIDGID"));
        try (InputStream tar = Compression.decompress(request.exchange().body())) {
            paths().extract(request.id(), path(request), tar, how);
        }
        request.empty(200);
    }

    private static String path(Request request) {
        return request.query().text("path", "");
    }
}
