package dev.gantry.oci.archive;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import dev.gantry.oci.layer.MalformedArchiveException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An archive that is an OCI image layout (OCI image-spec, image-layout.md): `index.json` leads to
/// manifests, perhaps through further indexes. An archive without one is an empty layout.
final class OciLayout {
    static final String INDEX = "index.json";
    static final String MARK = "oci-layout";
    private static final String CONTAINERD_NAME = "io.containerd.image.name";
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final int DEEPEST = 8;
    private static final int MOST_DOCUMENTS = 10_000;

    /// What an index leads to: a manifest with all its blobs.
    private record Found(Document.Manifest manifest, @Nullable Platform platform) {}

    private final ArchiveContents contents;
    private final @Nullable Platform wanted;
    private final Map<Digest, Document> documents = new LinkedHashMap<>();
    private final List<Descriptor> top;

    private OciLayout(ArchiveContents contents, @Nullable Platform wanted, List<Descriptor> top) {
        this.contents = contents;
        this.wanted = wanted;
        this.top = top;
    }

    static OciLayout of(ArchiveContents contents, @Nullable Platform wanted) throws IOException {
        if (!contents.has(INDEX)) {
            return new OciLayout(contents, wanted, List.of());
        }
        if (contents.has(MARK)) {
            requireVersion(contents.document(MARK));
        }
        if (Document.parse("", contents.document(INDEX)) instanceof Document.Index index) {
            return new OciLayout(contents, wanted, index.manifests());
        }
        throw new MalformedArchiveException("invalid archive: index.json is no index");
    }

    private static void requireVersion(byte[] mark) throws IOException {
        String version =
                Json.parse(mark) instanceof JsonValue.Obj object
                        ? object.text("imageLayoutVersion", "")
                        : "";
        if (!version.startsWith("1.")) {
            throw new MalformedArchiveException(
                    "invalid archive: image layout of version \"%s\"".formatted(version));
        }
    }

    /// The manifest the archive has for a configuration and layers, if any.
    Document.@Nullable Manifest manifestOf(Digest config, List<Descriptor> layers)
            throws IOException {
        List<Digest> digests = layers.stream().map(Descriptor::digest).toList();
        for (Descriptor descriptor : top) {
            for (Found found : complete(descriptor, 0)) {
                Document.Manifest manifest = found.manifest();
                if (manifest.config().digest().equals(config)
                        && manifest.layers().stream()
                                .map(Descriptor::digest)
                                .toList()
                                .equals(digests)) {
                    return manifest;
                }
            }
        }
        return null;
    }

    /// The index at the top that leads to a manifest, if one does.
    @Nullable Descriptor indexOf(Descriptor manifest) throws IOException {
        for (Descriptor descriptor : top) {
            boolean leads =
                    complete(descriptor, 0).stream()
                            .anyMatch(found ->
                                    found.manifest()
                                            .descriptor()
                                            .digest()
                                            .equals(manifest.digest()));
            if (leads && document(descriptor) instanceof Document.Index) {
                return descriptor;
            }
        }
        return null;
    }

    /// The manifests an index leads to whose blobs are all there.
    List<Document.Manifest> manifests(Descriptor index) throws IOException {
        return complete(index, 0).stream().map(Found::manifest).toList();
    }

    /// The images each manifest or index at the top leads to; the same one under several names is
    /// one.
    List<ArchivedImage> images() throws IOException {
        Map<Digest, Descriptor> roots = new LinkedHashMap<>();
        Map<Digest, Set<ImageReference>> names = new LinkedHashMap<>();
        for (Descriptor descriptor : top) {
            roots.put(descriptor.digest(), descriptor);
            names.computeIfAbsent(descriptor.digest(), _ -> new LinkedHashSet<>())
                    .addAll(names(descriptor));
        }
        List<ArchivedImage> images = new ArrayList<>();
        for (Descriptor root : roots.values()) {
            List<ImageReference> own = List.copyOf(names.getOrDefault(root.digest(), Set.of()));
            List<Found> found = complete(root, 0);
            boolean isIndex = !found.isEmpty() && document(root) instanceof Document.Index;
            for (Document.Manifest manifest : chosen(root, found)) {
                images.add(image(manifest, own, isIndex ? root : null));
            }
        }
        return images;
    }

    ArchivedImage image(
            Document.Manifest manifest, List<ImageReference> names, @Nullable Descriptor root)
            throws IOException {
        String path = ArchivePaths.blob(manifest.config().digest());
        ImageConfig config = ImageConfig.parse(contents.small(contents.file(path)));
        if (config.diffIds().size() != manifest.layers().size()) {
            throw new MalformedArchiveException(
                    "invalid archive: image %s has %d layers, its configuration %d"
                            .formatted(
                                    config.id(),
                                    manifest.layers().size(),
                                    config.diffIds().size()));
        }
        return new ArchivedImage(names, root, manifest, config);
    }

    private static List<ImageReference> names(Descriptor descriptor) {
        String full = descriptor.annotations().get(CONTAINERD_NAME);
        String ref = descriptor.annotations().get(REF_NAME);
        if (full != null) {
            return List.of(ImageReference.parse(full).withDefaultTag());
        }
        // the annotation may be a mere tag, which names no repository
        return ref != null && (ref.contains(":") || ref.contains("/"))
                ? List.of(ImageReference.parse(ref).withDefaultTag())
                : List.of();
    }

    private List<Document.Manifest> chosen(Descriptor root, List<Found> found)
            throws MalformedArchiveException {
        if (found.isEmpty()) {
            throw new MalformedArchiveException(
                    "invalid archive: %s leads to no image that is complete"
                            .formatted(root.digest()));
        }
        Platform platform = wanted;
        if (platform == null) {
            return found.stream().map(Found::manifest).toList();
        }
        List<Document.Manifest> fitting =
                found.stream()
                        .filter(f -> f.platform() == null || f.platform().serves(platform))
                        .map(Found::manifest)
                        .toList();
        if (fitting.isEmpty()) {
            throw new MalformedArchiveException(
                    "requested platform (%s) not found in the archive".formatted(platform));
        }
        return fitting;
    }

    /// The manifests whose blobs are all there. Of an index an archive may hold a part.
    private List<Found> complete(Descriptor descriptor, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new MalformedArchiveException("invalid archive: indexes are nested too deep");
        }
        if (!contents.hasBlob(descriptor)) {
            return List.of();
        }
        return switch (document(descriptor)) {
            case Document.Manifest manifest -> {
                boolean whole =
                        contents.hasBlob(manifest.config())
                                && manifest.layers().stream().allMatch(contents::hasBlob);
                yield whole ? List.of(new Found(manifest, descriptor.platform())) : List.of();
            }
            case Document.Index index -> {
                List<Found> found = new ArrayList<>();
                for (Descriptor entry : index.manifests()) {
                    if (!isAttestation(entry)) {
                        found.addAll(complete(entry, depth + 1));
                    }
                }
                yield found;
            }
        };
    }

    private static boolean isAttestation(Descriptor entry) {
        return entry.annotations().containsKey("vnd.docker.reference.type");
    }

    private Document document(Descriptor descriptor) throws IOException {
        Document known = documents.get(descriptor.digest());
        if (known != null) {
            return known;
        }
        if (documents.size() >= MOST_DOCUMENTS) {
            throw new MalformedArchiveException("invalid archive: too many manifests");
        }
        byte[] bytes = contents.small(contents.file(ArchivePaths.blob(descriptor.digest())));
        Document document = Document.parse(descriptor.mediaType(), bytes);
        documents.put(descriptor.digest(), document);
        return document;
    }
}
