package dev.gantry.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.engine.event.Events;
import dev.gantry.engine.state.Database;
import dev.gantry.host.storage.LayerStore;
import dev.gantry.oci.registry.Registry;
import dev.gantry.oci.registry.RegistryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Images in a directory, without an engine around them.
record ImageStore(
        Path directory, Database database, LayerStore layers, Events events, Images images)
        implements AutoCloseable {
    static ImageStore open(Path directory) throws IOException {
        Database database = Database.open(directory.resolve("engine.db"));
        LayerStore layers = LayerStore.open(directory.resolve("layers"));
        Events events = Events.open(directory.resolve("events"));
        Images images =
                Images.open(
                        directory.resolve("content"),
                        layers,
                        database,
                        new Registry(RegistryOptions.defaults("test")),
                        RegistrySettings.defaults(),
                        events);
        return new ImageStore(directory, database, layers, events, images);
    }

    /// The files of blobs.
    List<Path> blobs() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("content/blobs/sha256"))) {
            return files.sorted().toList();
        }
    }

    /// What a user sees in a store, after checking that all of it is whole.
    static String state(Path directory) throws Exception {
        try (ImageStore store = open(directory)) {
            assertThat(store.images.check(false).findings()).isEmpty();
            List<String> lines = new ArrayList<>();
            for (Image image : store.images.all()) {
                lines.add(image.config().diffIds() + " " + image.names());
            }
            lines.sort(null);
            return String.join("\n", lines);
        }
    }

    @Override
    public void close() throws IOException {
        events.close();
        database.close();
    }
}
