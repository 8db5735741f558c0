package dev.gantry.engine.image;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An image without its names.
///
/// @param manifests see {@link Image}
/// @param isRemoved whether only containers need it any more: nobody finds it, and it goes when the
///   last of them does
record StoredImage(
        List<Document.Manifest> manifests,
        ImageConfig config,
        long size,
        Instant lastTagged,
        @Nullable Digest parent,
        boolean isRemoved) {
    StoredImage {
        manifests = List.copyOf(manifests);
    }

    static StoredImage of(Document.Manifest manifest, ImageConfig config, long size) {
        return new StoredImage(List.of(manifest), config, size, Instant.now(), null, false);
    }

    Digest id() {
        return config.id();
    }

    StoredImage childOf(@Nullable Digest newParent) {
        return new StoredImage(manifests, config, size, lastTagged, newParent, isRemoved);
    }

    StoredImage removed() {
        return new StoredImage(manifests, config, size, lastTagged, parent, true);
    }

    StoredImage tagged() {
        return new StoredImage(manifests, config, size, Instant.now(), parent, isRemoved);
    }

    /// Whether the same image, come again, brings nothing new.
    boolean covers(StoredImage again) {
        return isFirst(again.manifests.getFirst()) && !isRemoved;
    }

    /// The same image come again, perhaps by another manifest.
    StoredImage with(StoredImage again) {
        Document.Manifest manifest = again.manifests.getFirst();
        List<Document.Manifest> all = new ArrayList<>(List.of(manifest));
        manifests.stream()
                .filter(m -> !m.descriptor().digest().equals(manifest.descriptor().digest()))
                .forEach(all::add);
        return new StoredImage(all, config, again.size, lastTagged, parent, false);
    }

    private boolean isFirst(Document.Manifest manifest) {
        return manifests.getFirst().descriptor().digest().equals(manifest.descriptor().digest());
    }

    /// Adds every blob and layer it refers to.
    void addNeeds(Set<Digest> needed) {
        for (Document.Manifest manifest : manifests) {
            needed.add(manifest.descriptor().digest());
            needed.add(manifest.config().digest());
            manifest.layers().stream().map(Descriptor::digest).forEach(needed::add);
        }
        needed.addAll(config.chain());
    }
}
