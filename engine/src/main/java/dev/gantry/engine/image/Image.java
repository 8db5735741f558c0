package dev.gantry.engine.image;

import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import java.time.Instant;
import java.util.List;

/// An image in the store.
///
/// @param names tags and digest references it goes by, sorted
/// @param size of its unpacked layers, in bytes
/// @param lastTagged when it last got a name here, or was added
public record Image(
        Digest id,
        Document.Manifest manifest,
        ImageConfig config,
        List<ImageReference> names,
        long size,
        Instant lastTagged) {
    public Image {
        names = List.copyOf(names);
    }

    /// `name:tag` as users write it.
    public List<String> tags() {
        return names.stream()
                .filter(name -> name.digest() == null)
                .map(ImageReference::familiar)
                .toList();
    }

    /// `name@digest` as users write it.
    public List<String> digests() {
        return names.stream()
                .filter(name -> name.digest() != null)
                .map(ImageReference::familiar)
                .toList();
    }
}
