package dev.gantry.oci;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A manifest or an index, with the bytes it was read from: a digest is over those, so they are
/// never made anew.
public sealed interface Document {
    /// The most bytes a document may have, as registries limit it.
    int LARGEST = 4 * 1024 * 1024;

    Descriptor descriptor();

    byte[] bytes();

    /// One image: a configuration and its layers, lowest first.
    record Manifest(
            Descriptor descriptor,
            byte[] bytes,
            Descriptor config,
            List<Descriptor> layers,
            Map<String, String> annotations)
            implements Document {
        public Manifest {
            layers = List.copyOf(layers);
            annotations = Map.copyOf(annotations);
        }

        /// Writes a manifest.
        ///
        /// @param mediaType {@link MediaType#OCI_MANIFEST} or {@link MediaType#DOCKER_MANIFEST}
        public static Manifest of(String mediaType, Descriptor config, List<Descriptor> layers) {
            byte[] bytes =
                    Json.bytes(
                            JsonValue.object()
                                    .put("schemaVersion", 2)
                                    .put("mediaType", mediaType)
                                    .put("config", Descriptor.Text.of(config))
                                    .put(
                                            "layers",
                                            layers.stream().map(Descriptor.Text::of).toList())
                                    .build());
            return new Manifest(Descriptor.of(mediaType, bytes), bytes, config, layers, Map.of());
        }
    }

    /// Several images, one for each platform.
    record Index(
            Descriptor descriptor,
            byte[] bytes,
            List<Descriptor> manifests,
            Map<String, String> annotations)
            implements Document {
        public Index {
            manifests = List.copyOf(manifests);
            annotations = Map.copyOf(annotations);
        }

        /// Writes an OCI index.
        public static Index of(List<Descriptor> manifests) {
            byte[] bytes =
                    Json.bytes(
                            JsonValue.object()
                                    .put("schemaVersion", 2)
                                    .put("mediaType", MediaType.OCI_INDEX)
                                    .put(
                                            "manifests",
                                            manifests.stream().map(Descriptor.Text::of).toList())
                                    .build());
            return new Index(Descriptor.of(MediaType.OCI_INDEX, bytes), bytes, manifests, Map.of());
        }
    }

    /// Reads a document.
    ///
    /// @param mediaType what it was announced as; empty when that is not known, then the document
    ///   itself must say
    /// @throws JsonException saying what is wrong with it
    static Document parse(String mediaType, byte[] bytes) throws JsonException {
        if (bytes.length > LARGEST) {
            throw new JsonException("manifest is larger than 4 MiB");
        }
        Text text = Json.read(Text.class, Json.parseUnambiguous(bytes));
        String said = text.mediaType == null ? "" : text.mediaType;
        String kind = said.isEmpty() ? mediaType : said;
        if (!mediaType.isEmpty()
                && !said.isEmpty()
                && isIndex(said, text) != isIndex(mediaType, text)) {
            throw new JsonException(
                    "manifest says it is %s and came as %s".formatted(said, mediaType));
        }
        if (text.schemaVersion != 2) {
            throw new JsonException(
                    text.schemaVersion == 1
                            ? "image manifests of schema 1 are not supported: push the image"
                                    + " again with a current client"
                            : "manifest has schema version " + text.schemaVersion + ", not 2");
        }
        try {
            return text.document(kind, bytes);
        } catch (IllegalArgumentException e) {
            throw new JsonException("manifest: " + e.getMessage(), e);
        }
    }

    private static boolean isIndex(String mediaType, Text text) {
        return MediaType.isIndex(mediaType)
                || (!MediaType.isManifest(mediaType) && text.manifests != null);
    }

    /// As it is written.
    record Text(
            int schemaVersion,
            @Nullable String mediaType,
            Descriptor.@Nullable Text config,
            @Nullable List<Descriptor.Text> layers,
            @Nullable List<Descriptor.Text> manifests,
            @Nullable Map<String, String> annotations) {
        private Document document(String kind, byte[] bytes) throws JsonException {
            Map<String, String> notes = Descriptor.present(annotations);
            if (isIndex(kind, this)) {
                if (layers != null || config != null) {
                    throw new JsonException("an image index with layers is ambiguous");
                }
                List<Descriptor.Text> entries = manifests == null ? List.of() : manifests;
                String type = MediaType.isIndex(kind) ? kind : MediaType.OCI_INDEX;
                return new Index(
                        Descriptor.of(type, bytes),
                        bytes,
                        entries.stream().map(Descriptor.Text::value).toList(),
                        notes);
            }
            if (manifests != null) {
                throw new JsonException("an image manifest with manifests is ambiguous");
            }
            if (config == null || layers == null) {
                throw new JsonException("an image manifest needs config and layers");
            }
            String type = MediaType.isManifest(kind) ? kind : MediaType.OCI_MANIFEST;
            return new Manifest(
                    Descriptor.of(type, bytes),
                    bytes,
                    config.value(),
                    layers.stream().map(Descriptor.Text::value).toList(),
                    notes);
        }
    }
}
