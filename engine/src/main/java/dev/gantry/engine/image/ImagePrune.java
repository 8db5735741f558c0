package dev.gantry.engine.image;

import dev.gantry.engine.EngineException;
import dev.gantry.host.storage.Layer;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageReference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes images that nobody seems to need, as `docker image prune` does, and what is left of work
/// that was given up.
public final class ImagePrune {
    private static final Logger LOG = LoggerFactory.getLogger(ImagePrune.class);

    private final ImageRecords records;
    private final ImageRemoval removal;
    private final ImageCollector collector;
    private final ImageEvents events;

    ImagePrune(
            ImageRecords records,
            ImageRemoval removal,
            ImageCollector collector,
            ImageEvents events) {
        this.records = records;
        this.removal = removal;
        this.collector = collector;
        this.events = events;
    }

    /// Which images.
    ///
    /// @param tagged also those with a tag
    /// @param filter of those, only what it accepts
    public record Wanted(boolean tagged, Predicate<Image> filter) {}

    /// @param reclaimed bytes of the layers that are gone, those of given up work included
    public record Pruned(List<Removal> removals, long reclaimed) {
        public Pruned {
            removals = List.copyOf(removals);
        }
    }

    Pruned run(Wanted wanted, ImageUsers users) throws IOException {
        List<Removal> removals = new ArrayList<>();
        for (Image image : chosen(wanted)) {
            removals.addAll(remove(image, users));
        }
        long garbage = collector.collectAll().stream().mapToLong(Layer::size).sum();
        Pruned pruned = new Pruned(removals, reclaimed(removals) + garbage);
        events.pruned(pruned.reclaimed);
        return pruned;
    }

    private List<Image> chosen(Wanted wanted) {
        Set<Digest> parents = records.parents();
        return records.all().stream()
                .filter(image -> wanted.tagged || image.tags().isEmpty())
                .filter(image -> !image.isVariant() && !isBetween(image, parents))
                .filter(wanted.filter)
                .toList();
    }

    /// An image without a name that others were made of goes with the last of them.
    private static boolean isBetween(Image image, Set<Digest> parents) {
        return image.names().isEmpty() && parents.contains(image.id());
    }

    private List<Removal> remove(Image image, ImageUsers users) throws IOException {
        List<String> references =
                image.names().isEmpty()
                        ? List.of(image.id().hex())
                        : image.names().stream().map(ImageReference::toString).toList();
        List<Removal> removals = new ArrayList<>();
        for (String reference : references) {
            try {
                removals.addAll(
                        removal.remove(
                                image,
                                reference,
                                new ImageRemoval.Manner(false, true, null),
                                users));
            } catch (EngineException e) {
                LOG.debug("not pruning {}: {}", reference, e.getMessage());
            }
        }
        return removals;
    }

    private static long reclaimed(List<Removal> removals) {
        return removals.stream()
                .mapToLong(removal -> removal instanceof Removal.Deleted(_, long size) ? size : 0)
                .sum();
    }
}
