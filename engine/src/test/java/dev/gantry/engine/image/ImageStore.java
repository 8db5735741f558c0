package dev.gantry.engine.image;

import dev.gantry.engine.event.Events;
import dev.gantry.engine.state.Database;
import dev.gantry.host.storage.LayerStore;
import dev.gantry.oci.registry.Registry;
import dev.gantry.oci.registry.RegistryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Images in a directory, without an engine around them.
record ImageStore(Path directory, Database database, LayerStore layers, Images images)
        implements AutoCloseable {
    static ImageStore open(Path directory) throws IOException {
        Database database = Database.open(directory.resolve("engine.db"));
        LayerStore layers = LayerStore.open(directory.resolve("layers"));
        Images images =
                Images.open(
                        directory.resolve("content"),
                        layers,
                        database,
                        new Registry(RegistryOptions.defaults("test")),
                        new Events());
        return new ImageStore(directory, database, layers, images);
    }

    /// The files of blobs.
    List<Path> blobs() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("content/blobs/sha256"))) {
            return files.sorted().toList();
        }
    }

    @Override
    public void close() throws IOException {
        database.close();
    }
}
