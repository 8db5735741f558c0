package dev.gantry.engine.image;

import dev.gantry.host.storage.Layer;
import dev.gantry.host.storage.LayerStore;
import dev.gantry.oci.Digest;
import dev.gantry.oci.blob.BlobStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes blobs and layers that no image refers to and no work in flight holds.
final class ImageCollector {
    private static final Logger LOG = LoggerFactory.getLogger(ImageCollector.class);

    private final BlobStore blobs;
    private final LayerStore layers;
    private final ImageRecords records;
    private final Leases leases;

    ImageCollector(BlobStore blobs, LayerStore layers, ImageRecords records, Leases leases) {
        this.blobs = blobs;
        this.layers = layers;
        this.records = records;
        this.leases = leases;
    }

    /// Of everything there is. While an image is damaged its layers cannot be told from garbage:
    /// nothing is collected then.
    List<Layer> collectAll() throws IOException {
        if (!records.damaged().isEmpty()) {
            LOG.warn("garbage is not collected while images are damaged");
            return List.of();
        }
        blobs.dropUnfinished();
        Set<Digest> all = new HashSet<>(blobs.all());
        layers.all().forEach(layer -> all.add(layer.chainId()));
        return collect(all);
    }

    /// Of these only.
    ///
    /// @return the layers removed, the highest of each image first
    List<Layer> collect(Collection<Digest> candidates) throws IOException {
        Map<Digest, Layer> unused = new LinkedHashMap<>();
        List<LayerStore.Taken> taken = new ArrayList<>();
        leases.withoutNewHolds(() -> {
            Set<Digest> needed = records.needed();
            for (Digest candidate : candidates) {
                if (needed.contains(candidate) || leases.isHeld(candidate)) {
                    continue;
                }
                blobs.delete(candidate);
                layers.find(candidate).ifPresent(layer -> unused.put(candidate, layer));
            }
            for (Digest layer : unused.keySet()) {
                taken.add(layers.takeAway(layer));
            }
        });
        for (LayerStore.Taken one : taken) {
            one.remove();
        }
        return highestFirst(unused);
    }

    private static List<Layer> highestFirst(Map<Digest, Layer> unused) {
        Set<Digest> parents = new HashSet<>();
        for (Layer layer : unused.values()) {
            Digest parent = layer.parent();
            if (parent != null) {
                parents.add(parent);
            }
        }
        List<Layer> ordered = new ArrayList<>();
        for (Layer top : unused.values()) {
            if (!parents.contains(top.chainId())) {
                for (Layer layer = top; layer != null; ) {
                    if (!ordered.contains(layer)) {
                        ordered.add(layer);
                    }
                    Digest below = layer.parent();
                    layer = below == null ? null : unused.get(below);
                }
            }
        }
        return ordered;
    }
}
