package dev.gantry.engine.image;

import dev.gantry.host.storage.Layer;
import dev.gantry.host.storage.LayerStore;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.blob.BlobStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes blobs and layers that no image refers to and no work in flight holds.
final class ImageCollector {
    private static final Logger LOG = LoggerFactory.getLogger(ImageCollector.class);

    private final BlobStore blobs;
    private final LayerStore layers;
    private final Leases leases;

    ImageCollector(BlobStore blobs, LayerStore layers, Leases leases) {
        this.blobs = blobs;
        this.layers = layers;
        this.leases = leases;
    }

    /// @return the layers removed, by chain id, highest first
    List<Digest> collect(List<Image> images) throws IOException {
        Set<Digest> needed = new HashSet<>();
        for (Image image : images) {
            needed.add(image.manifest().descriptor().digest());
            needed.add(image.manifest().config().digest());
            image.manifest().layers().stream().map(Descriptor::digest).forEach(needed::add);
            needed.addAll(image.config().chain());
        }
        for (Digest blob : blobs.all()) {
            if (!needed.contains(blob) && !leases.isHeld(blob)) {
                blobs.delete(blob);
            }
        }
        List<Digest> unused =
                layers.all().stream()
                        .map(Layer::chainId)
                        .filter(id -> !needed.contains(id) && !leases.isHeld(id))
                        .toList();
        for (Digest layer : unused) {
            LOG.debug("layer {} is not used any more", layer);
            layers.delete(layer);
        }
        return unused;
    }
}
