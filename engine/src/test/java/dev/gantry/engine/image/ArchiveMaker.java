package dev.gantry.engine.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.MediaType;
import dev.gantry.oci.Platform;
import dev.gantry.oci.layer.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes OCI layouts of small images for several platforms.
final class ArchiveMaker {
    private final Map<String, byte[]> blobs = new LinkedHashMap<>();
    private final List<Descriptor> entries = new ArrayList<>();

    /// What an image of these texts as layers is called in the store.
    Digest add(String platform, String... layers) throws IOException {
        List<Digest> diffIds = new ArrayList<>();
        List<Descriptor> descriptors = new ArrayList<>();
        for (String layer : layers) {
            byte[] tar = layer(layer);
            diffIds.add(Digest.of(tar));
            descriptors.add(put(MediaType.OCI_LAYER, tar));
        }
        ImageConfig config =
                ImageConfig.of(
                        Platform.parse(platform),
                        Instant.EPOCH,
                        ImageConfig.Run.NOTHING,
                        diffIds,
                        List.of());
        Document.Manifest manifest =
                Document.Manifest.of(
                        MediaType.OCI_MANIFEST,
                        put(MediaType.OCI_CONFIG, config.bytes()),
                        descriptors);
        put(MediaType.OCI_MANIFEST, manifest.bytes());
        entries.add(
                new Descriptor(
                        MediaType.OCI_MANIFEST,
                        manifest.descriptor().digest(),
                        manifest.descriptor().size(),
                        Platform.parse(platform),
                        Map.of()));
        return config.id();
    }

    static byte[] layer(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out)) {
            tar.put(text, 0644, Instant.EPOCH, text.getBytes(UTF_8));
        }
        return out.toByteArray();
    }

    private Descriptor put(String mediaType, byte[] content) {
        blobs.put("blobs/sha256/" + Digest.of(content).hex(), content);
        return Descriptor.of(mediaType, content);
    }

    /// An archive in which all images stand in one index under one name.
    InputStream index(String name) throws IOException {
        Document.Index index = Document.Index.of(entries);
        put(MediaType.OCI_INDEX, index.bytes());
        return archive(
                new Descriptor(
                        MediaType.OCI_INDEX,
                        index.descriptor().digest(),
                        index.descriptor().size(),
                        null,
                        Map.of("io.containerd.image.name", name)));
    }

    /// An archive of the one image.
    InputStream single(String name) throws IOException {
        Descriptor only = entries.getFirst();
        return archive(
                new Descriptor(
                        only.mediaType(),
                        only.digest(),
                        only.size(),
                        null,
                        Map.of("io.containerd.image.name", name)));
    }

    private InputStream archive(Descriptor top) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out)) {
            for (Map.Entry<String, byte[]> blob : blobs.entrySet()) {
                tar.put(blob.getKey(), 0644, Instant.EPOCH, blob.getValue());
            }
            tar.put("index.json", 0644, Instant.EPOCH, Document.Index.of(List.of(top)).bytes());
            tar.put(
                    "oci-layout",
                    0644,
                    Instant.EPOCH,
                    Json.bytes(JsonValue.object().put("imageLayoutVersion", "1.0.0").build()));
        }
        return new ByteArrayInputStream(out.toByteArray());
    }
}
