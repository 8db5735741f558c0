package dev.gantry.oci.archive;

import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import java.util.List;

/// An image to be written into an archive. Its layers are in the blob store.
///
/// @param names to write; those without a tag are left out
public record SavedImage(
        List<ImageReference> names, Document.Manifest manifest, ImageConfig config) {
    public SavedImage {
        names = names.stream().filter(name -> name.tag() != null).toList();
        if (!manifest.config().digest().equals(config.id())) {
            throw new IllegalArgumentException("configuration is not that of the manifest");
        }
        if (manifest.layers().size() != config.diffIds().size()) {
            throw new IllegalArgumentException("image has other layers than its configuration");
        }
    }
}
