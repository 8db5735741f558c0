package dev.gantry.oci.archive;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.layer.TarEntry;
import dev.gantry.oci.layer.TarWriter;
import dev.gantry.oci.layer.VerifiedInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes one archive. The same images make the same bytes.
final class ArchiveWriter {
    private static final Instant EPOCH = Instant.EPOCH;

    private final BlobStore blobs;
    private final List<SavedImage> images;

    ArchiveWriter(BlobStore blobs, List<SavedImage> images) {
        this.blobs = blobs;
        this.images = images;
    }

    void write(OutputStream out) throws IOException {
        Map<String, byte[]> documents = new TreeMap<>();
        Map<String, Descriptor> layers = new TreeMap<>();
        for (SavedImage image : images) {
            Document.Manifest manifest = image.manifest();
            documents.put(path(manifest.descriptor()), manifest.bytes());
            documents.put(path(manifest.config()), image.config().bytes());
            manifest.layers().forEach(layer -> layers.put(path(layer), layer));
            addOthers(image.beside(), documents, layers);
        }
        TreeMap<String, Descriptor> all = new TreeMap<>(layers);
        documents.forEach((path, bytes) -> all.put(path, Descriptor.of("", bytes)));
        try (TarWriter tar = new TarWriter(out)) {
            tar.put(TarEntry.directory("blobs", 0755, EPOCH), null);
            String directory = "";
            for (String path : all.keySet()) {
                String parent = path.substring(0, path.lastIndexOf('/'));
                if (!parent.equals(directory)) {
                    tar.put(TarEntry.directory(parent, 0755, EPOCH), null);
                    directory = parent;
                }
                byte[] document = documents.get(path);
                if (document == null) {
                    layer(tar, path, all.get(path));
                } else {
                    put(tar, path, document);
                }
            }
            put(tar, OciLayout.INDEX, index());
            put(tar, DockerArchive.MANIFEST, line(manifests()));
            put(tar, OciLayout.MARK, ascii("{\"imageLayoutVersion\": \"1.0.0\"}"));
            put(tar, "repositories", line(repositories()));
        }
    }

    private static void addOthers(
            SavedImage.@Nullable Beside beside,
            Map<String, byte[]> documents,
            Map<String, Descriptor> blobs) {
        if (beside == null) {
            return;
        }
        documents.put(path(beside.index().descriptor()), beside.index().bytes());
        for (Document.Manifest manifest : beside.manifests()) {
            documents.put(path(manifest.descriptor()), manifest.bytes());
            blobs.put(path(manifest.config()), manifest.config());
            manifest.layers().forEach(layer -> blobs.put(path(layer), layer));
        }
    }

    private static String path(Descriptor descriptor) {
        return ArchivePaths.blob(descriptor.digest());
    }

    private static void put(TarWriter tar, String path, byte[] content) throws IOException {
        tar.put(path, 0644, EPOCH, content);
    }

    private void layer(TarWriter tar, String path, Descriptor layer) throws IOException {
        try (InputStream content = new VerifiedInput(blobs.open(layer.digest()), layer)) {
            tar.put(TarEntry.file(path, 0644, layer.size(), EPOCH), content);
            content.read(); // the end, at which it is verified
        }
    }

    private byte[] index() {
        List<Descriptor> entries = new ArrayList<>();
        for (SavedImage image : images) {
            Descriptor manifest = image.root();
            for (ImageReference name : image.names()) {
                entries.add(
                        new Descriptor(
                                manifest.mediaType(),
                                manifest.digest(),
                                manifest.size(),
                                null,
                                Map.of(
                                        "io.containerd.image.name",
                                        name.toString(),
                                        "org.opencontainers.image.ref.name",
                                        String.valueOf(name.tag()))));
            }
            if (image.names().isEmpty()) {
                entries.add(manifest);
            }
        }
        return Document.Index.of(entries).bytes();
    }

    private List<JsonValue> manifests() {
        return images.stream().map(ArchiveWriter::manifest).toList();
    }

    private static JsonValue manifest(SavedImage image) {
        List<String> names = image.names().stream().map(ImageReference::familiar).toList();
        List<Descriptor> layers = image.manifest().layers();
        JsonValue.Builder sources = JsonValue.object();
        for (int i = 0; i < layers.size(); i++) {
            Digest diffId = image.config().diffIds().get(i);
            sources.put(diffId.toString(), source(layers.get(i)));
        }
        return JsonValue.object()
                .put("Config", path(image.manifest().config()))
                .put("RepoTags", names.isEmpty() ? null : names)
                .put("Layers", layers.stream().map(ArchiveWriter::path).toList())
                .put("LayerSources", sources.build())
                .build();
    }

    private static JsonValue source(Descriptor layer) {
        return JsonValue.object()
                .put("mediaType", layer.mediaType())
                .put("size", layer.size())
                .put("digest", layer.digest().toString())
                .build();
    }

    private Map<String, Map<String, String>> repositories() {
        Map<String, Map<String, String>> repositories = new TreeMap<>();
        for (SavedImage image : images) {
            List<Descriptor> layers = image.manifest().layers();
            if (layers.isEmpty()) {
                continue;
            }
            String top = layers.getLast().digest().hex();
            for (ImageReference name : image.names()) {
                repositories
                        .computeIfAbsent(name.familiarName(), _ -> new TreeMap<>())
                        .put(String.valueOf(name.tag()), top);
            }
        }
        return repositories;
    }

    private static byte[] line(Object value) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.writeBytes(Json.bytes(value));
        line.write('\n');
        return line.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
