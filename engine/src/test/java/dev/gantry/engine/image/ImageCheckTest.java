package dev.gantry.engine.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.oci.Digest;
import dev.gantry.oci.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Damage of each kind, done to each kind of file, is found, named, and where possible undone.
class ImageCheckTest {
    /// What happens to files.
    enum Damage {
        FLIPPED {
            @Override
            void happenTo(Path file) throws IOException {
                byte[] content = Files.readAllBytes(file);
                content[content.length / 2] ^= 1;
                Files.write(file, content);
            }
        },
        CUT {
            @Override
            void happenTo(Path file) throws IOException {
                byte[] content = Files.readAllBytes(file);
                Files.write(file, java.util.Arrays.copyOf(content, content.length / 2));
            }
        },
        ZEROED {
            @Override
            void happenTo(Path file) throws IOException {
                Files.write(file, new byte[(int) Files.size(file)]);
            }
        },
        DELETED {
            @Override
            void happenTo(Path file) throws IOException {
                Files.delete(file);
            }
        };

        abstract void happenTo(Path file) throws IOException;
    }

    @TempDir Path directory;
    private ImageStore store;
    private Image image;

    @BeforeEach
    void open() throws Exception {
        store = ImageStore.open(directory);
        ArchiveMaker maker = new ArchiveMaker();
        maker.add(Platform.current().toString(), "one", "two");
        try (InputStream in = maker.single("docker.io/library/x:1")) {
            store.images().load(in, Progress.NONE);
        }
        image = store.images().require("x:1");
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private Path blob(Digest digest) {
        return directory.resolve("content/blobs/sha256").resolve(digest.hex());
    }

    private Path inLayer(int index, String name) {
        return directory
                .resolve("layers")
                .resolve(image.config().chain().get(index).hex())
                .resolve("diff")
                .resolve(name);
    }

    private List<Finding> check(boolean repair) throws Exception {
        return store.images().check(repair).findings();
    }

    @Test
    void anUndamagedStoreIsWell() throws Exception {
        CheckReport report = store.images().check(false);
        assertThat(report.findings()).isEmpty();
        assertThat(report.images()).isEqualTo(1);
        assertThat(report.layers()).isEqualTo(2);
        assertThat(store.images().check(true).findings()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aDocumentIsPutRightFromMemory(Damage damage) throws Exception {
        for (Digest digest : List.of(image.id(), image.manifest().descriptor().digest())) {
            damage.happenTo(blob(digest));
            assertThat(check(false))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.kind()).isEqualTo(Finding.Kind.BLOB);
                        assertThat(finding.id()).isEqualTo(digest.toString());
                        assertThat(finding.images()).containsExactly("x:1");
                    });
            assertThat(check(true)).allMatch(Finding::isRepaired);
            assertThat(check(false)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileOfALayerIsPutRightFromTheBlob(Damage damage) throws Exception {
        damage.happenTo(inLayer(1, "two"));
        assertThat(check(false))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Finding.Kind.LAYER);
                    assertThat(finding.id()).isEqualTo(image.config().chain().getLast().toString());
                });
        assertThat(check(true)).singleElement().matches(Finding::isRepaired);
        assertThat(check(false)).isEmpty();
        assertThat(inLayer(1, "two")).hasContent("two");
    }

    @Test
    void damageAfterACheckIsFoundToo() throws Exception {
        assertThat(check(false)).isEmpty();
        Files.writeString(inLayer(0, "intruder"), "x", UTF_8);
        assertThat(check(true)).singleElement().matches(Finding::isRepaired);
        assertThat(inLayer(0, "intruder")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedBlobOfALayerIsNeverSaved(Damage damage) throws Exception {
        Digest layer = image.manifest().layers().getFirst().digest();
        damage.happenTo(blob(layer));
        assertThatThrownBy(() ->
                        store.images()
                                .save(List.of("x:1"), null)
                                .writeTo(OutputStream.nullOutputStream()))
                .hasMessageContaining(layer.hex());
        assertThat(check(true))
                .anySatisfy(finding -> {
                    assertThat(finding.id()).isEqualTo(layer.toString());
                    assertThat(finding.isRepaired()).isFalse();
                });
        open();
        assertThat(check(false)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void damagedMetadataOfALayerDoesNotBlockTheStart(Damage damage) throws Exception {
        damage.happenTo(
                directory
                        .resolve("layers")
                        .resolve(image.config().chain().getFirst().hex())
                        .resolve("metadata.json"));
        store.close();
        store = ImageStore.open(directory);
        assertThat(check(true)).allMatch(Finding::isRepaired);
        assertThat(check(false)).isEmpty();
    }
}
