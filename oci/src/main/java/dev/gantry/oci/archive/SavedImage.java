package dev.gantry.oci.archive;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An image to be written into an archive. Its layers are in the blob store.
///
/// @param names to write; those without a tag are left out
/// @param beside the same image for other platforms, with the index all of them stand in; `null`
///   for none
public record SavedImage(
        List<ImageReference> names,
        Document.Manifest manifest,
        ImageConfig config,
        @Nullable Beside beside) {
    public SavedImage {
        names = names.stream().filter(name -> name.tag() != null).toList();
        if (!manifest.config().digest().equals(config.id())) {
            throw new IllegalArgumentException("configuration is not that of the manifest");
        }
        if (manifest.layers().size() != config.diffIds().size()) {
            throw new IllegalArgumentException("image has other layers than its configuration");
        }
    }

    /// Other platforms.
    ///
    /// @param manifests whose configurations and layers are in the blob store
    public record Beside(Document.Index index, List<Document.Manifest> manifests) {
        public Beside {
            manifests = List.copyOf(manifests);
        }
    }

    /// What its names lead to.
    Descriptor root() {
        return beside == null ? manifest.descriptor() : beside.index.descriptor();
    }
}
