package dev.gantry.oci.archive;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.MediaType;
import dev.gantry.oci.Platform;
import dev.gantry.oci.layer.MalformedArchiveException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An archive with Docker's `manifest.json`, which says of each image where its configuration and
/// its layers lie and what it is called.
final class DockerArchive {
    static final String MANIFEST = "manifest.json";

    private final ArchiveContents contents;
    private final OciLayout layout;
    private final @Nullable Platform platform;

    /// @param layout of the same archive, for the manifests an archive of Docker 25 and later has
    /// @param platform images must have, or `null`
    DockerArchive(ArchiveContents contents, OciLayout layout, @Nullable Platform platform) {
        this.contents = contents;
        this.layout = layout;
        this.platform = platform;
    }

    List<ArchivedImage> images() throws IOException {
        if (!(Json.parse(contents.document(MANIFEST)) instanceof JsonValue.Arr(var items))) {
            throw new MalformedArchiveException("invalid archive: manifest.json is no list");
        }
        List<ArchivedImage> images = new ArrayList<>();
        for (JsonValue item : items) {
            if (!(item instanceof JsonValue.Obj image)) {
                throw new MalformedArchiveException(
                        "invalid archive: manifest.json is no list of objects");
            }
            images.addAll(withOthers(image(image)));
        }
        if (platform == null) {
            return images;
        }
        List<ArchivedImage> fitting =
                images.stream()
                        .filter(image -> image.config().platform().serves(platform))
                        .toList();
        if (fitting.isEmpty() && !images.isEmpty()) {
            throw new MalformedArchiveException(
                    "requested platform (%s) not found in the archive".formatted(platform));
        }
        return fitting;
    }

    /// The image, and when it stands in an index those beside it.
    private List<ArchivedImage> withOthers(ArchivedImage image) throws IOException {
        Descriptor root = layout.indexOf(image.manifest().descriptor());
        if (root == null) {
            return List.of(image);
        }
        List<ArchivedImage> all = new ArrayList<>();
        for (Document.Manifest manifest : layout.manifests(root)) {
            all.add(layout.image(manifest, image.names(), root));
        }
        return all;
    }

    private ArchivedImage image(JsonValue.Obj image) throws IOException {
        ArchiveContents.Stored stored = contents.file(image.text("Config", ""));
        ImageConfig config = ImageConfig.parse(contents.small(stored));
        List<Descriptor> layers = new ArrayList<>();
        for (String layer : texts(image.list("Layers"))) {
            layers.add(layer(contents.file(layer)));
        }
        if (layers.size() != config.diffIds().size()) {
            throw new MalformedArchiveException(
                    "invalid archive: image %s has %d layers, its configuration %d"
                            .formatted(config.id(), layers.size(), config.diffIds().size()));
        }
        List<ImageReference> names = new ArrayList<>();
        for (String name : texts(image.list("RepoTags"))) {
            names.add(ImageReference.parse(name).withDefaultTag());
        }
        return new ArchivedImage(names, null, manifest(stored, layers), config);
    }

    private Document.Manifest manifest(ArchiveContents.Stored config, List<Descriptor> layers)
            throws IOException {
        Document.Manifest own = layout.manifestOf(config.digest(), layers);
        if (own != null) {
            return own;
        }
        Descriptor described = Descriptor.of(MediaType.OCI_CONFIG, config.digest(), config.size());
        Document.Manifest made = Document.Manifest.of(MediaType.OCI_MANIFEST, described, layers);
        contents.keep(made.bytes());
        return made;
    }

    private static Descriptor layer(ArchiveContents.Stored file) {
        String mediaType =
                switch (file.compression()) {
                    case GZIP -> MediaType.OCI_LAYER_GZIP;
                    case ZSTD -> MediaType.OCI_LAYER_ZSTD;
                    // the specification has no name for the latter two
                    case NONE, BZIP2, XZ -> MediaType.OCI_LAYER;
                };
        return Descriptor.of(mediaType, file.digest(), file.size());
    }

    private static List<String> texts(List<JsonValue> items) throws MalformedArchiveException {
        List<String> texts = new ArrayList<>();
        for (JsonValue item : items) {
            if (!(item instanceof JsonValue.Str(String text))) {
                throw new MalformedArchiveException(
                        "invalid archive: manifest.json has a %s for a name"
                                .formatted(item.kind()));
            }
            texts.add(text);
        }
        return texts;
    }
}
