package dev.gantry.engine.image;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a name means here: an image, or several that are one image for different platforms.
///
/// @param root the index or manifest the name led to where the images came from; `null` for an
///   image that was made here
/// @param images their ids, without duplicates and never none: first the one that is meant when no
///   platform is said (this machine's, else the latest that came), then the others as they came
public record Target(@Nullable Descriptor root, List<Digest> images) {
    public Target {
        images = List.copyOf(images);
        if (images.isEmpty()) {
            throw new IllegalArgumentException("a name means at least one image");
        }
    }

    public static Target of(Digest image) {
        return new Target(null, List.of(image));
    }

    /// The image that is meant when no platform is said.
    public Digest main() {
        return images.getFirst();
    }
}
