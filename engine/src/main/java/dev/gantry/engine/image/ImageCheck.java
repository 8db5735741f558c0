package dev.gantry.engine.image;

import dev.gantry.host.storage.Layer;
import dev.gantry.host.storage.LayerStore;
import dev.gantry.host.storage.UnpackLimits;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.layer.Compression;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads everything that images are made of again and compares it with what it must be.
///
/// What is held while it runs is not collected; nothing else waits for it. A repair takes a
/// document from memory, a layer from its blob, and a blob from the registry its image came from.
final class ImageCheck {
    private static final int BUFFER = 1 << 17;

    private final BlobStore blobs;
    private final LayerStore layers;
    private final ImageRecords records;
    private final BlobRepair repair;

    private final List<Finding> findings = new ArrayList<>();
    private final Set<Digest> bad = new LinkedHashSet<>();
    private long bytes;

    /// Where a damaged blob can come from again.
    interface BlobRepair {
        /// @return whether it is right now
        boolean repair(Image image, Descriptor blob) throws IOException, InterruptedException;
    }

    ImageCheck(BlobStore blobs, LayerStore layers, ImageRecords records, BlobRepair repair) {
        this.blobs = blobs;
        this.layers = layers;
        this.records = records;
        this.repair = repair;
    }

    CheckReport run(boolean isRepairing, Leases.Lease lease)
            throws IOException, InterruptedException {
        Map<Digest, Use> parts = new LinkedHashMap<>();
        List<Image> images = records.all();
        for (Image image : images) {
            parts(image, parts);
        }
        parts.keySet().forEach(lease::hold);
        for (Map.Entry<Digest, Use> part : parts.entrySet()) {
            checkBlob(part.getKey(), part.getValue(), isRepairing);
        }
        Map<Digest, LayerUse> used = layers(images);
        used.keySet().forEach(lease::hold);
        for (LayerUse use : used.values()) {
            checkLayer(use, isRepairing);
        }
        records.damaged()
                .forEach((id, damaged) ->
                        findings.add(
                                new Finding(
                                        Finding.Kind.IMAGE,
                                        id.toString(),
                                        damaged.why(),
                                        names(id),
                                        false)));
        return new CheckReport(images.size(), parts.size(), used.size(), bytes, findings);
    }

    /// A blob and where it belongs.
    ///
    /// @param document its bytes where they are in memory; empty for layers
    private record Use(Image image, Descriptor blob, byte[] document) {}

    private record LayerUse(
            Image image, Digest chainId, Digest diffId, @Nullable Digest parent, Descriptor blob) {}

    private static void parts(Image image, Map<Digest, Use> parts) {
        for (Document.Manifest manifest : image.manifests()) {
            parts.putIfAbsent(
                    manifest.descriptor().digest(),
                    new Use(image, manifest.descriptor(), manifest.bytes()));
            parts.putIfAbsent(
                    manifest.config().digest(),
                    new Use(image, manifest.config(), image.config().bytes()));
            for (Descriptor layer : manifest.layers()) {
                parts.putIfAbsent(layer.digest(), new Use(image, layer, new byte[0]));
            }
        }
    }

    private static Map<Digest, LayerUse> layers(List<Image> images) {
        Map<Digest, LayerUse> used = new LinkedHashMap<>();
        for (Image image : images) {
            List<Digest> chain = image.config().chain();
            for (int i = 0; i < chain.size(); i++) {
                used.putIfAbsent(
                        chain.get(i),
                        new LayerUse(
                                image,
                                chain.get(i),
                                image.config().diffIds().get(i),
                                i == 0 ? null : chain.get(i - 1),
                                image.manifest().layers().get(i)));
            }
        }
        return used;
    }

    private void checkBlob(Digest digest, Use use, boolean isRepairing)
            throws IOException, InterruptedException {
        String problem = problem(digest, use.blob);
        if (problem.isEmpty()) {
            return;
        }
        boolean isRepaired = isRepairing && repaired(use);
        if (!isRepaired) {
            bad.add(digest);
        }
        findings.add(
                new Finding(
                        Finding.Kind.BLOB,
                        digest.toString(),
                        problem,
                        names(use.image.id()),
                        isRepaired));
    }

    private boolean repaired(Use use) throws IOException, InterruptedException {
        if (use.document.length > 0) {
            blobs.delete(use.blob.digest());
            blobs.put(use.document);
            return true;
        }
        return repair.repair(use.image, use.blob);
    }

    private String problem(Digest digest, Descriptor blob) {
        try {
            if (!blobs.has(digest)) {
                return "it is missing";
            }
            bytes += blob.size();
            return blobs.verify(digest) ? "" : "its content is not what its digest says";
        } catch (IOException e) {
            return "it cannot be read: " + e.getMessage();
        }
    }

    private void checkLayer(LayerUse use, boolean isRepairing) {
        if (bad.contains(use.blob.digest())) {
            add(use, "it cannot be compared: its blob is damaged", false);
            return;
        }
        try {
            Optional<Layer> layer = layers.find(use.chainId);
            if (layer.isEmpty()) {
                if (isRepairing) {
                    unpack(use);
                }
                add(use, "it is missing", isRepairing);
                return;
            }
            switch (layers.check(layer.get(), () -> tar(use.blob), isRepairing)) {
                case GOOD -> {}
                case DAMAGED -> add(use, "its files are not what its archive holds", false);
                case REPAIRED -> add(use, "its files were not what its archive holds", true);
            }
        } catch (IOException e) {
            add(use, String.valueOf(e.getMessage()), false);
        }
    }

    private void unpack(LayerUse use) throws IOException {
        try (InputStream tar = tar(use.blob)) {
            layers.unpack(use.chainId, use.diffId, use.parent, tar, UnpackLimits.generous());
        }
    }

    private void add(LayerUse use, String problem, boolean isRepaired) {
        findings.add(
                new Finding(
                        Finding.Kind.LAYER,
                        use.chainId.toString(),
                        problem,
                        names(use.image.id()),
                        isRepaired));
    }

    private InputStream tar(Descriptor blob) throws IOException {
        return Compression.decompress(new BufferedInputStream(blobs.open(blob.digest()), BUFFER));
    }

    private List<String> names(Digest image) {
        List<String> names =
                records.partOf(image).stream().map(named -> named.name().familiar()).toList();
        return names.isEmpty() ? List.of(image.toString()) : names;
    }
}
