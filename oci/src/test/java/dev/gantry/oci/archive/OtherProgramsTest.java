package dev.gantry.oci.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.MediaType;
import dev.gantry.oci.Platform;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.layer.Compression;
import dev.gantry.oci.layer.TarLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// skopeo and, where one runs, Docker read what we write and write what we read.
class OtherProgramsTest {
    private static final Path SOCKET = Path.of("/run/docker-reference/docker.sock");
    private static final Path CLI = Path.of("/opt/docker-reference/usr/bin/docker");

    @TempDir Path dir;
    private BlobStore blobs;
    private ImageConfig config;

    @BeforeEach
    void writeAnArchive() throws Exception {
        blobs = BlobStore.open(dir.resolve("content"));
        byte[] layer = Archives.layer("hello");
        byte[] upper = Archives.layer("world");
        config = Archives.config(Platform.current(), layer, upper);
        blobs.put(layer);
        blobs.put(upper);
        Document.Manifest manifest =
                Document.Manifest.of(
                        MediaType.OCI_MANIFEST,
                        Descriptor.of(MediaType.OCI_CONFIG, config.bytes()),
                        List.of(
                                Descriptor.of(MediaType.OCI_LAYER, layer),
                                Descriptor.of(MediaType.OCI_LAYER, upper)));
        List<ImageReference> names = List.of(ImageReference.parse("gantry/saved:1"));
        try (OutputStream out = Files.newOutputStream(dir.resolve("ours.tar"))) {
            ImageArchives.write(out, blobs, List.of(new SavedImage(names, manifest, config, null)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker-archive:ours.tar docker-archive:theirs.tar:gantry/saved:1",
                "oci-archive:ours.tar docker-archive:theirs.tar:gantry/saved:1",
                "docker-archive:ours.tar oci-archive:theirs.tar:gantry/saved:1",
                "oci-archive:ours.tar oci-archive:theirs.tar:gantry/saved:1"
            })
    void skopeoCopies(String fromTo) throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/skopeo")));
        Archives.shell(dir, "skopeo --insecure-policy copy -q " + fromTo);

        ArchivedImage image = read("theirs.tar");

        assertThat(image.config().diffIds()).isEqualTo(config.diffIds());
        assertThat(image.names())
                .extracting(ImageReference::familiar)
                .containsExactly("gantry/saved:1");
        for (Descriptor layer : image.manifest().layers()) {
            try (InputStream in = Compression.decompress(blobs.open(layer.digest()))) {
                assertThat(dev.gantry.oci.Digest.of(in.readAllBytes())).isIn(config.diffIds());
            }
        }
    }

    @Test
    void aCompressedArchiveIsRead() throws Exception {
        Archives.shell(dir, "gzip -k ours.tar; xz -k ours.tar; zstd -q ours.tar");
        for (String suffix : List.of("gz", "xz", "zst")) {
            assertThat(read("ours.tar." + suffix).config().id()).isEqualTo(config.id());
        }
    }

    @Test
    void dockerLoadsWhatWeWriteAndWeReadWhatItSaves() throws Exception {
        assumeTrue(dockerAnswers(), "no Docker runs beside us");
        String docker = "DOCKER_HOST=unix://%s %s ".formatted(SOCKET, CLI);
        String tag = "gantry/saved:" + ProcessHandle.current().pid();
        Archives.shell(dir, docker + "load -q -i ours.tar");
        Archives.shell(dir, docker + "tag gantry/saved:1 " + tag);
        try {
            Archives.shell(dir, docker + "save -o theirs.tar " + tag);
        } finally {
            Archives.shell(dir, docker + "rmi gantry/saved:1 " + tag);
        }

        ArchivedImage image = read("theirs.tar");

        assertThat(image.config().id()).isEqualTo(config.id());
        assertThat(image.names()).extracting(ImageReference::familiar).containsExactly(tag);
        assertThat(shape("ours.tar", "1")).isEqualTo(shape("theirs.tar", tag.split(":")[1]));
    }

    /// A socket file may be left of a Docker that has ended.
    private static boolean dockerAnswers() throws IOException {
        if (!Files.exists(CLI)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(SOCKET));
        } catch (SocketException e) {
            return false;
        }
    }

    /// The documents of an archive, with one tag for all.
    private String shape(String archive, String tag) throws Exception {
        StringBuilder shape = new StringBuilder();
        for (String name : List.of("index.json", "manifest.json", "oci-layout", "repositories")) {
            byte[] text = Archives.shell(dir, "tar -xOf " + archive + " " + name);
            JsonValue value = Json.parse(text);
            shape.append(name).append(' ').append(Json.print(value)).append('\n');
            assertThat(new String(text, StandardCharsets.UTF_8).endsWith("\n"))
                    .isEqualTo(List.of("manifest.json", "repositories").contains(name));
        }
        return shape.toString()
                .replace(":" + tag + "\"", ":1\"")
                .replace("\"" + tag + "\"", "\"1\"");
    }

    private ArchivedImage read(String file) throws Exception {
        try (InputStream in = Files.newInputStream(dir.resolve(file))) {
            List<ArchivedImage> images =
                    ImageArchives.read(in, blobs, TarLimits.of(1L << 30), null, _ -> {});
            assertThat(images).hasSize(1);
            return images.getFirst();
        }
    }
}
