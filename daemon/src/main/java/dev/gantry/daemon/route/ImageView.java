package dev.gantry.daemon.route;

import dev.gantry.base.JsonValue;
import dev.gantry.daemon.wire.ApiVersion;
import dev.gantry.daemon.wire.ImageFilter;
import dev.gantry.daemon.wire.ImageWire;
import dev.gantry.daemon.wire.ManifestWire;
import dev.gantry.engine.Engine;
import dev.gantry.engine.image.Image;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageReference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Images with who uses them and what they share.
record ImageView(Engine engine, ApiVersion version) {
    /// What a list is to show.
    ///
    /// @param all also images that only others were made of, or that are there for other platforms
    /// @param shared how much each shares with others
    /// @param manifests those of each, for all platforms
    record Wanted(String filters, boolean all, boolean shared, boolean manifests) {}

    List<JsonValue> list(Wanted wanted) throws IOException {
        ImageFilter filter =
                ImageFilter.of(wanted.filters, name -> engine.images().require(name).created());
        Map<Digest, List<String>> containers = containers();
        Set<Digest> parents = engine.images().parents();
        Map<Digest, Long> shared = wanted.shared ? engine.images().sharedSizes() : Map.of();
        List<JsonValue> listed = new ArrayList<>();
        for (Image image : engine.images().all()) {
            List<ImageReference> names = filter.names(image);
            if (!filter.accepts(image) || !isListed(image, names, filter, wanted, parents)) {
                continue;
            }
            ImageWire.Around around =
                    new ImageWire.Around(
                            names,
                            containers.getOrDefault(image.id(), List.of()).size(),
                            wanted.shared ? shared.getOrDefault(image.id(), 0L) : -1,
                            wanted.manifests ? manifests(image, containers) : null);
            listed.add(ImageWire.listed(image, around, version));
        }
        return listed;
    }

    private static boolean isListed(
            Image image,
            List<ImageReference> names,
            ImageFilter filter,
            Wanted wanted,
            Set<Digest> parents) {
        if (names.isEmpty()) {
            boolean isInside = parents.contains(image.id()) || image.isVariant();
            boolean isShown = filter.wantsDangling() ? !isInside : wanted.all || !isInside;
            return filter.acceptsNameless() && isShown;
        }
        return !filter.wantsDangling() || names.stream().allMatch(name -> name.digest() != null);
    }

    private List<JsonValue> manifests(Image image, Map<Digest, List<String>> containers)
            throws IOException {
        return ManifestWire.summaries(
                engine.images().manifests(image), id -> containers.getOrDefault(id, List.of()));
    }

    JsonValue one(Image image, boolean manifests) throws IOException {
        return ImageWire.inspected(
                image,
                manifests
                        ? new ImageWire.Manifests(
                                engine.images().root(image), manifests(image, containers()))
                        : null,
                version);
    }

    private Map<Digest, List<String>> containers() {
        Map<Digest, List<String>> containers = new HashMap<>();
        engine.containers()
                .all()
                .forEach(container ->
                        containers
                                .computeIfAbsent(
                                        Digest.parse(container.image()), _ -> new ArrayList<>())
                                .add(container.id()));
        return containers;
    }
}
