package dev.gantry.engine.image;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.Platform;
import dev.gantry.oci.blob.BlobStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out which manifests belong to an image and what of them is in the store.
final class ManifestList {
    private static final String REFERENCE_TYPE = "vnd.docker.reference.type";
    private static final String REFERENCE_DIGEST = "vnd.docker.reference.digest";

    private final BlobStore blobs;
    private final ImageRecords records;

    ManifestList(BlobStore blobs, ImageRecords records) {
        this.blobs = blobs;
        this.records = records;
    }

    /// What the names of an image lead to: an index, or its one manifest.
    Descriptor root(Image image) {
        return records.partOf(image.id()).stream()
                .map(named -> named.target().root())
                .filter(root -> root != null && blobs.has(root.digest()))
                .findFirst()
                .orElse(image.manifest().descriptor());
    }

    List<ManifestSummary> of(Image image) throws IOException {
        Descriptor root = root(image);
        Document document =
                Document.parse(root.mediaType(), blobs.read(root.digest(), Document.LARGEST));
        return switch (document) {
            case Document.Manifest manifest ->
                    List.of(present(manifest, manifest.descriptor(), image.config().platform()));
            case Document.Index index -> {
                List<ManifestSummary> summaries = new ArrayList<>();
                for (Descriptor entry : index.manifests()) {
                    summaries.add(entry(entry));
                }
                yield summaries;
            }
        };
    }

    private ManifestSummary entry(Descriptor entry) throws IOException {
        Platform platform = entry.platform();
        if (blobs.has(entry.digest())
                && Document.parse(entry.mediaType(), blobs.read(entry.digest(), Document.LARGEST))
                        instanceof Document.Manifest manifest) {
            return present(manifest, entry, platform);
        }
        return new ManifestSummary(entry, false, 0, kind(entry, platform, null));
    }

    private ManifestSummary present(
            Document.Manifest manifest, Descriptor entry, @Nullable Platform platform)
            throws IOException {
        List<Descriptor> parts = new ArrayList<>(manifest.layers());
        parts.add(manifest.config());
        long content = entry.size();
        boolean isWhole = true;
        for (Descriptor part : parts) {
            boolean isHere = blobs.has(part.digest());
            isWhole &= isHere;
            content += isHere ? part.size() : 0;
        }
        return new ManifestSummary(
                entry, isWhole, content, kind(entry, platform, manifest.config().digest()));
    }

    private ManifestSummary.Content kind(
            Descriptor entry, @Nullable Platform platform, @Nullable Digest config) {
        if ("attestation-manifest".equals(entry.annotations().get(REFERENCE_TYPE))) {
            return new ManifestSummary.Content.Attestation(about(entry));
        }
        if (platform == null) {
            return new ManifestSummary.Content.Unknown();
        }
        Image image = config == null ? null : records.find(config.toString()).orElse(null);
        return new ManifestSummary.Content.ForPlatform(
                platform, image == null ? null : image.id(), image == null ? 0 : image.size());
    }

    private static @Nullable Digest about(Descriptor entry) {
        try {
            return Digest.parse(entry.annotations().getOrDefault(REFERENCE_DIGEST, ""));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
