package dev.gantry.engine.image;

import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An image in the store.
///
/// @param manifests those known to lead to this configuration, the newest first: the same image may
///   have come with its layers compressed in different ways. Their blobs are all there
/// @param names tags and digest references it is meant by when no platform is said, sorted
/// @param isVariant whether a name that means another image means this one for its platform
/// @param size of its unpacked layers, in bytes
/// @param lastTagged when it last got a name here, or was added
/// @param parent the image it was made of here, or `null`
public record Image(
        Digest id,
        List<Document.Manifest> manifests,
        ImageConfig config,
        List<ImageReference> names,
        boolean isVariant,
        long size,
        Instant lastTagged,
        @Nullable Digest parent) {
    public Image {
        manifests = List.copyOf(manifests);
        names = List.copyOf(names);
    }

    public Document.Manifest manifest() {
        return manifests.getFirst();
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

    /// When it was made; long ago when it does not say.
    public Instant created() {
        Instant created = config.created();
        return created == null ? Instant.EPOCH : created;
    }
}
