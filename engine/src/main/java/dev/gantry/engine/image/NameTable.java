package dev.gantry.engine.image;

import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What images are called, in memory, both ways round. Who uses it holds the lock of {@link
/// ImageRecords}.
final class NameTable {
    /// By the whole form of the name.
    private final TreeMap<String, Named> names = new TreeMap<>();

    /// The names whose target an image is part of.
    private final Map<Digest, Set<String>> byImage = new HashMap<>();

    record Named(ImageReference name, Target target) {}

    void clear() {
        names.clear();
        byImage.clear();
    }

    void put(ImageReference name, Target target) {
        String key = name.toString();
        remove(key);
        names.put(key, new Named(name, target));
        for (Digest image : target.images()) {
            byImage.computeIfAbsent(image, _ -> new TreeSet<>()).add(key);
        }
    }

    void remove(String key) {
        Named old = names.remove(key);
        if (old == null) {
            return;
        }
        for (Digest image : old.target.images()) {
            Set<String> left = byImage.get(image);
            if (left != null && left.remove(key) && left.isEmpty()) {
                byImage.remove(image);
            }
        }
    }

    @Nullable Target target(ImageReference name) {
        Named named = names.get(name.toString());
        return named == null ? null : named.target;
    }

    /// What a user means by a name, with `latest` added where no tag is said.
    Optional<Target> find(String reference) {
        try {
            ImageReference parsed = ImageReference.parse(reference).withDefaultTag();
            Digest digest = parsed.digest();
            return Optional.ofNullable(target(digest == null ? parsed : parsed.withDigest(digest)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The names an image is meant by when no platform is said, sorted.
    List<ImageReference> of(Digest image) {
        return partOf(image).stream()
                .filter(named -> named.target.main().equals(image))
                .map(Named::name)
                .toList();
    }

    /// The names that mean an image, at least for its platform.
    List<Named> partOf(Digest image) {
        List<Named> found = new ArrayList<>();
        for (String key : byImage.getOrDefault(image, Set.of())) {
            Named named = names.get(key);
            if (named != null) {
                found.add(named);
            }
        }
        return found;
    }

    boolean isVariant(Digest image) {
        return partOf(image).stream().anyMatch(named -> !named.target.main().equals(image));
    }

    List<Named> all() {
        return List.copyOf(names.values());
    }
}
