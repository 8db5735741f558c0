package dev.gantry.daemon.wire;

import dev.gantry.engine.image.Image;
import dev.gantry.oci.ImageReference;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.PatternSyntaxException;

/// Which images a list is to have.
public final class ImageFilter {
    private static final Set<String> KNOWN =
            Set.of("before", "dangling", "label", "reference", "since", "until");

    private final Filters filters;
    private final Function<String, Instant> created;

    private ImageFilter(Filters filters, Function<String, Instant> created) {
        this.filters = filters;
        this.created = created;
    }

    /// @param created when an image was made; throws when there is none
    public static ImageFilter of(String filters, Function<String, Instant> created) {
        return new ImageFilter(Filters.parse(filters, KNOWN), created);
    }

    public boolean accepts(Image image) {
        Map<String, String> labels = Given.map(image.config().run().labels());
        Instant at = made(image);
        return (!filters.has("dangling")
                        || filters.flag("dangling", false) == image.tags().isEmpty())
                && filters.labelsFit(labels)
                && filters.fits("reference", wanted -> isNamed(image, wanted))
                && filters.fits("before", other -> at.isBefore(created.apply(other)))
                && filters.fits("since", other -> at.isAfter(created.apply(other)))
                && filters.fits("until", time -> at.isBefore(Times.parse(time)));
    }

    public static Instant made(Image image) {
        Instant created = image.config().created();
        return created == null ? Instant.EPOCH : created;
    }

    /// By shell pattern, with or without the tag.
    private static boolean isNamed(Image image, String pattern) {
        try {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            return image.names().stream()
                    .anyMatch(name ->
                            isMatch(matcher, name.familiar())
                                    || isMatch(matcher, name.familiarName())
                                    || isMatch(matcher, name.toString())
                                    || isSame(name, pattern));
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private static boolean isSame(ImageReference name, String text) {
        try {
            ImageReference wanted = ImageReference.parse(text);
            return (wanted.tag() == null && wanted.digest() == null)
                    ? name.repository().equals(wanted)
                    : name.equals(wanted);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isMatch(PathMatcher matcher, String name) {
        return matcher.matches(Path.of(name));
    }
}
