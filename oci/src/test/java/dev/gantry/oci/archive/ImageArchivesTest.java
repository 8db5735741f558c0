package dev.gantry.oci.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.MediaType;
import dev.gantry.oci.Platform;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.layer.MalformedArchiveException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageArchivesTest {
    private static final String MARK = "{\"imageLayoutVersion\": \"1.0.0\"}";

    @TempDir Path dir;
    private BlobStore blobs;
    private byte[] layer;
    private byte[] upper;
    private ImageConfig config;

    @BeforeEach
    void open() throws IOException {
        blobs = BlobStore.open(dir.resolve("content"));
        layer = Archives.layer("a");
        upper = Archives.layer("b");
        config = Archives.config(Platform.current(), layer, upper);
    }

    /// As Docker 1.10 to 24 write it, the manifest last.
    private Archives legacy() {
        String top = "b".repeat(64);
        String base = "a".repeat(64);
        return new Archives()
                .file(base + "/VERSION", "1.0")
                .file(base + "/json", "{}")
                .file(base + "/layer.tar", layer)
                .file(top + "/layer.tar", upper)
                .file(config.id().hex() + ".json", config.bytes())
                .file("repositories", "{}")
                .file(
                        "manifest.json",
                        "[{\"Config\":\"%s.json\",\"RepoTags\":[\"x:1\",\"h.io/y:2\"],\"Layers\":[\"%s/layer.tar\",\"%s/layer.tar\"]}]"
                                .formatted(config.id().hex(), base, top));
    }

    private Document.Manifest manifest() {
        return Document.Manifest.of(
                MediaType.OCI_MANIFEST,
                Descriptor.of(MediaType.OCI_CONFIG, config.bytes()),
                List.of(
                        Descriptor.of(MediaType.OCI_LAYER, layer),
                        Descriptor.of(MediaType.OCI_LAYER, upper)));
    }

    private Archives layout() {
        Document.Manifest manifest = manifest();
        Descriptor named =
                new Descriptor(
                        MediaType.OCI_MANIFEST,
                        manifest.descriptor().digest(),
                        manifest.descriptor().size(),
                        null,
                        Map.of("io.containerd.image.name", "docker.io/library/x:1"));
        return new Archives()
                .file("oci-layout", MARK)
                .blob(layer)
                .blob(upper)
                .blob(config.bytes())
                .blob(manifest.bytes())
                .file("index.json", Document.Index.of(List.of(named)).bytes());
    }

    @Test
    void anOldDockerArchiveIsRead() throws IOException {
        ArchivedImage image = Archives.read(legacy().tar(), blobs).getFirst();

        assertThat(image.names())
                .extracting(ImageReference::familiar)
                .containsExactly("x:1", "h.io/y:2");
        assertThat(image.config().id()).isEqualTo(config.id());
        assertThat(image.manifest().bytes()).isEqualTo(manifest().bytes());
        assertThat(blobs.all())
                .containsExactlyInAnyOrder(
                        Digest.of(layer),
                        Digest.of(upper),
                        config.id(),
                        image.manifest().descriptor().digest());
    }

    @Test
    void aLayerMayBeALinkToAnother() throws IOException {
        String top = "b".repeat(64);
        config = Archives.config(Platform.current(), layer, layer);
        Archives archive =
                legacy().without(top + "/layer.tar")
                        .link(top + "/layer.tar", "../" + "a".repeat(64) + "/layer.tar");
        assertThat(Archives.read(archive.tar(), blobs).getFirst().manifest().layers())
                .extracting(Descriptor::digest)
                .containsExactly(Digest.of(layer), Digest.of(layer));
    }

    @Test
    void anOciLayoutIsRead() throws IOException {
        ArchivedImage image = Archives.read(layout().tar(), blobs).getFirst();
        assertThat(image.names())
                .extracting(ImageReference::toString)
                .containsExactly("docker.io/library/x:1");
        assertThat(image.manifest().bytes()).isEqualTo(manifest().bytes());
    }

    @Test
    void ofSeveralPlatformsAllAreTakenAndAttestationsAreNot() throws IOException {
        Document.Manifest manifest = manifest();
        Platform foreign = new Platform("linux", "s390x", null);
        ImageConfig otherConfig = Archives.config(foreign, layer);
        Document.Manifest other =
                Document.Manifest.of(
                        MediaType.OCI_MANIFEST,
                        Descriptor.of(MediaType.OCI_CONFIG, otherConfig.bytes()),
                        List.of(Descriptor.of(MediaType.OCI_LAYER, layer)));
        Descriptor attestation =
                new Descriptor(
                        MediaType.OCI_MANIFEST,
                        Digest.of(new byte[1]),
                        1,
                        new Platform("unknown", "unknown", null),
                        Map.of("vnd.docker.reference.type", "attestation-manifest"));
        Document.Index nested =
                Document.Index.of(
                        List.of(on(other, foreign), attestation, on(manifest, Platform.current())));
        Descriptor named =
                new Descriptor(
                        MediaType.OCI_INDEX,
                        nested.descriptor().digest(),
                        nested.descriptor().size(),
                        null,
                        Map.of("org.opencontainers.image.ref.name", "multi:latest"));
        Archives archive =
                layout().blob(other.bytes())
                        .blob(otherConfig.bytes())
                        .blob(nested.bytes())
                        .file("index.json", Document.Index.of(List.of(named)).bytes());
        List<ArchivedImage> images = Archives.read(archive.tar(), blobs);
        assertThat(images)
                .extracting(image -> image.config().id())
                .containsExactly(otherConfig.id(), config.id());
        assertThat(images)
                .allSatisfy(image -> {
                    assertThat(image.root()).isNotNull();
                    assertThat(image.names())
                            .extracting(ImageReference::familiar)
                            .containsExactly("multi:latest");
                });

        // a part of the platforms will do
        archive.without("blobs/sha256/" + config.id().hex());
        assertThat(Archives.read(archive.tar(), blobs).getFirst().config().id())
                .isEqualTo(otherConfig.id());
    }

    private static Descriptor on(Document.Manifest manifest, Platform platform) {
        Descriptor d = manifest.descriptor();
        return new Descriptor(d.mediaType(), d.digest(), d.size(), platform, Map.of());
    }

    @Test
    void whatIsWrittenIsReadWithTheSameBytes() throws IOException {
        ArchivedImage image = Archives.read(layout().tar(), blobs).getFirst();
        List<ImageReference> names =
                List.of(ImageReference.parse("x:1"), ImageReference.parse("localhost:5000/z:9"));
        byte[] written = write(names, image);

        BlobStore fresh = BlobStore.open(dir.resolve("fresh"));
        ArchivedImage again = Archives.read(written, fresh).getFirst();

        assertThat(again.names()).isEqualTo(names);
        assertThat(again.manifest().bytes()).isEqualTo(image.manifest().bytes());
        assertThat(fresh.all()).hasSize(4);
        assertThat(write(names, image)).isEqualTo(written);
    }

    private byte[] write(List<ImageReference> names, ArchivedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageArchives.write(
                out, blobs, List.of(new SavedImage(names, image.manifest(), image.config(), null)));
        return out.toByteArray();
    }

    @Test
    void badArchivesAreRefusedWithTheReason() throws IOException {
        String hex = config.id().hex();
        refuses(new byte[0], "neither manifest.json nor index.json");
        refuses(Archives.bytes("no tar"), "no tar archive");
        refuses(Arrays.copyOf(legacy().tar(), 3000), "cut short");
        refuses(legacy().without("manifest.json").tar(), "neither manifest.json nor index.json");
        refuses(legacy().without(hex + ".json").tar(), hex + ".json is missing");
        refuses(
                legacy().without("a".repeat(64) + "/layer.tar").tar(),
                "a".repeat(64) + "/layer.tar is missing");
        refuses(legacy().file("../evil", "x").tar(), "../evil leads out of it");
        refuses(legacy().file("/evil", "x").tar(), "/evil leads out of it");
        refuses(legacy().link("l", "../../etc/passwd").tar(), "leads out of it");
        refuses(legacy().link("l", "/etc/passwd").tar(), "leads out of it");
        refuses(legacy().file("manifest.json", "{}").tar(), "is no list");
        refuses(legacy().file("manifest.json", "[").tar(), "invalid archive: Unexpected end");
        refuses(legacy().file("manifest.json", "[7]").tar(), "no list of objects");
        refuses(
                legacy().file("manifest.json", "[{\"Config\":\"../x\"}]").tar(),
                "../x leads out of it");
        refuses(
                legacy().file(
                                "manifest.json",
                                "[{\"Config\":\"%s.json\",\"Layers\":[]}]".formatted(hex))
                        .tar(),
                "has 0 layers, its configuration 2");
        refuses(legacy().file("manifest.json", new byte[5 << 20]).tar(), "larger than 4 MiB");
        refuses(
                legacy().link("c", "d")
                        .link("d", "c")
                        .file("manifest.json", "[{\"Config\":\"c\"}]")
                        .tar(),
                "too many links");
    }

    @Test
    void badLayoutsAreRefusedWithTheReason() throws IOException {
        String hex = Digest.of(layer).hex();
        refuses(layout().file("blobs/sha256/" + hex, upper).tar(), "its content is");
        refuses(layout().file("blobs/sha256/abc", upper).tar(), "not named by a digest");
        refuses(layout().without("blobs/sha256/" + hex).tar(), "no image that is complete");
        refuses(layout().file("oci-layout", "{}").tar(), "image layout of version \"\"");
        refuses(layout().file("index.json", "{}").tar(), "schema version 0");
        String bad = new String(layout().tar(), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(bad).contains("library/x:1");
        refuses(
                layout().file(
                                "index.json",
                                "{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"sha256:x\"}]}")
                        .tar(),
                "not a sha256 digest");
    }

    @Test
    void aBlobThatIsInTheStoreAlreadyIsVerifiedAllTheSame() throws IOException {
        Archives.read(layout().tar(), blobs);
        byte[] evil = layer.clone();
        evil[600] ^= 1;
        refuses(
                layout().file("blobs/sha256/" + Digest.of(layer).hex(), evil).tar(),
                "its content is");
        assertThat(blobs.read(Digest.of(layer), 1 << 20)).isEqualTo(layer);
    }

    private void refuses(byte[] archive, String reason) {
        assertThatThrownBy(() -> Archives.read(archive, blobs))
                .isInstanceOf(MalformedArchiveException.class)
                .hasMessageContaining(reason);
    }
}
