package dev.gantry.host.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.oci.Digest;
import dev.gantry.oci.layer.MalformedArchiveException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerStoreTest {
    @TempDir Path directory;
    private LayerStore store;

    @BeforeEach
    void open() throws IOException {
        store = LayerStore.open(directory);
    }

    private List<String> names() throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aLayerIsFoundAgainByTheNextStore() throws IOException {
        Digest chainId = new Tar().file("etc/x", "12345").unpackInto(store, "one");
        Layer layer = store.find(chainId).orElseThrow();
        assertThat(layer.size()).isEqualTo(5);
        assertThat(LayerStore.open(directory).all()).containsExactly(layer);
        store.takeAway(chainId).remove();
        store.takeAway(chainId).remove();
        assertThat(store.has(chainId)).isFalse();
        assertThat(names()).containsExactly("empty", "scratch");
    }

    @Test
    void aWrongDiffIdLeavesNothing() throws IOException {
        byte[] tar = new Tar().file("x", "x").bytes();
        Digest wrong = Digest.of(new byte[1]);
        assertThatThrownBy(() ->
                        store.unpack(
                                Tar.chainId("one"),
                                wrong,
                                null,
                                new ByteArrayInputStream(tar),
                                UnpackLimits.generous()))
                .isInstanceOf(MalformedArchiveException.class)
                .hasMessage(
                        "wrong diff id calculated on extraction invalid diffID for layer: expected "
                                + wrong
                                + ", got "
                                + Digest.of(tar));
        assertThat(names()).containsExactly("empty", "scratch");
        assertThat(store.all()).isEmpty();
    }

    @Test
    void whatWasLeftHalfDoneIsRemoved() throws IOException {
        Digest chainId = new Tar().file("x", "x").unpackInto(store, "one");
        Files.createDirectories(directory.resolve("staging-0123/diff/deep"));
        Path damaged = Files.createDirectories(directory.resolve("a".repeat(64)).resolve("diff"));
        LayerStore again = LayerStore.open(directory);
        assertThat(damaged.getParent()).doesNotExist();
        assertThat(again.all()).extracting(Layer::chainId).containsExactly(chainId);
        assertThat(names()).containsExactlyInAnyOrder(chainId.hex(), "empty", "scratch");
    }
}
