package dev.gantry.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.MediaType;
import dev.gantry.oci.Platform;
import dev.gantry.oci.layer.GzipOutput;
import dev.gantry.oci.layer.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Images made here, as OCI layouts that skopeo copies to a registry.
final class OciImages {
    private static final Instant EPOCH = Instant.ofEpochSecond(1_700_000_000);

    private OciImages() {}

    /// One image of so many layers for each platform; more than one are behind an index.
    static void write(Path layout, int layers, String... platforms) throws IOException {
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        List<Descriptor> manifests = new ArrayList<>();
        for (String platform : platforms) {
            manifests.add(image(blobs, layers, Platform.parse(platform)));
        }
        Descriptor root =
                manifests.size() == 1
                        ? manifests.getFirst()
                        : put(blobs, Document.Index.of(manifests));
        JsonValue.Obj entry =
                JsonValue.object()
                        .put("mediaType", root.mediaType())
                        .put("digest", root.digest().toString())
                        .put("size", root.size())
                        .build();
        Files.write(
                layout.resolve("index.json"),
                Json.bytes(
                        JsonValue.object()
                                .put("schemaVersion", 2)
                                .put("manifests", List.of(entry))
                                .build()));
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    private static Descriptor image(Path blobs, int count, Platform platform) throws IOException {
        List<Digest> diffIds = new ArrayList<>();
        List<Descriptor> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] tar = tar("file-" + i, platform + " layer " + i);
            diffIds.add(Digest.of(tar));
            layers.add(put(blobs, MediaType.OCI_LAYER_GZIP, gzip(tar)));
        }
        ImageConfig config =
                ImageConfig.of(platform, EPOCH, ImageConfig.Run.NOTHING, diffIds, List.of());
        Document.Manifest manifest =
                Document.Manifest.of(
                        MediaType.OCI_MANIFEST,
                        put(blobs, MediaType.OCI_CONFIG, config.bytes()),
                        layers);
        Descriptor plain = put(blobs, manifest);
        return new Descriptor(plain.mediaType(), plain.digest(), plain.size(), platform, Map.of());
    }

    private static byte[] tar(String name, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(bytes)) {
            tar.put(name, 0644, EPOCH, content.repeat(500).getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GzipOutput(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static Descriptor put(Path blobs, Document document) throws IOException {
        return put(blobs, document.descriptor().mediaType(), document.bytes());
    }

    private static Descriptor put(Path blobs, String mediaType, byte[] content) throws IOException {
        Descriptor descriptor = Descriptor.of(mediaType, content);
        Files.write(blobs.resolve(descriptor.digest().hex()), content);
        return descriptor;
    }
}
