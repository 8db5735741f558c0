package dev.gantry.oci.archive;

import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import java.util.List;

/// An image an archive held. Its manifest, configuration and layers are in the blob store.
///
/// @param names it goes by, each with a tag; none when the archive names it not
/// @param manifest the archive's own; made of configuration and layers where the archive has none
public record ArchivedImage(
        List<ImageReference> names, Document.Manifest manifest, ImageConfig config) {
    public ArchivedImage {
        names = List.copyOf(names);
    }
}
