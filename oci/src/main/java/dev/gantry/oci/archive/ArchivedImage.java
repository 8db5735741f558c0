package dev.gantry.oci.archive;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An image found in an archive; its blobs are in the store. The layers are not unpacked, so nobody
/// has checked them against the configuration yet.
///
/// @param names as the archive has them, perhaps none
/// @param root the index it stands in with other platforms of the same image, or `null`
public record ArchivedImage(
        List<ImageReference> names,
        @Nullable Descriptor root,
        Document.Manifest manifest,
        ImageConfig config) {
    public ArchivedImage {
        names = List.copyOf(names);
    }
}
