package dev.gantry.engine.image;

import dev.gantry.host.storage.Layer;
import dev.gantry.host.storage.LayerStore;
import dev.gantry.oci.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts what images share: the bytes of those of their layers that others have as well. Images
/// that only serve as the base of others do not count as others, as in Docker.
final class SharedSizes {
    private SharedSizes() {}

    static Map<Digest, Long> of(List<Image> images, Set<Digest> parents, LayerStore layers) {
        Map<Digest, Integer> uses = new HashMap<>();
        images.stream()
                .filter(image -> !image.names().isEmpty() || !parents.contains(image.id()))
                .flatMap(image -> image.config().chain().stream().distinct())
                .forEach(layer -> uses.merge(layer, 1, Integer::sum));
        Map<Digest, Long> shared = new HashMap<>();
        for (Image image : images) {
            shared.put(
                    image.id(),
                    image.config().chain().stream()
                            .filter(layer -> uses.getOrDefault(layer, 0) > 1)
                            .mapToLong(layer -> layers.find(layer).map(Layer::size).orElse(0L))
                            .sum());
        }
        return shared;
    }
}
