package dev.gantry.daemon.wire;

import dev.gantry.engine.image.Image;
import dev.gantry.oci.ImageReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Which images a list is to have, and under which of their names.
public final class ImageFilter {
    private static final Set<String> KNOWN =
            Set.of("before", "dangling", "label", "reference", "since", "until");

    private final Filters filters;
    private final List<GoPattern> references;
    private final List<Instant> before;
    private final List<Instant> since;

    private ImageFilter(Filters filters, Function<String, Instant> created) {
        this.filters = filters;
        this.references = filters.all("reference").stream().map(GoPattern::parse).toList();
        this.before =
                java.util.stream.Stream.concat(
                                filters.all("before").stream().map(created),
                                filters.all("until").stream().map(Times::past))
                        .toList();
        this.since = filters.all("since").stream().map(created).toList();
    }

    /// @param created when an image was made; throws when there is none
    public static ImageFilter of(String filters, Function<String, Instant> created) {
        ImageFilter filter = new ImageFilter(Filters.parse(filters, KNOWN), created);
        filter.filters.flag("dangling", false);
        return filter;
    }

    /// Whether it is wanted, its names apart.
    public boolean accepts(Image image) {
        Map<String, String> labels = Given.map(image.config().run().labels());
        Instant at = image.created();
        return filters.labelsFit(labels)
                && before.stream().allMatch(at::isBefore)
                && since.stream().allMatch(at::isAfter);
    }

    /// The names it is listed with.
    public List<ImageReference> names(Image image) {
        return image.names().stream()
                .filter(name ->
                        references.isEmpty()
                                || references.stream()
                                        .anyMatch(wanted ->
                                                wanted.matches(name.familiar())
                                                        || wanted.matches(name.familiarName())))
                .toList();
    }

    /// Whether it is listed when none of its names is.
    public boolean acceptsNameless() {
        return references.isEmpty() && !(filters.has("dangling") && !wantsDangling());
    }

    /// Whether only images without a tag are wanted.
    public boolean wantsDangling() {
        return filters.flag("dangling", false);
    }
}
