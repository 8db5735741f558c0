package dev.gantry.engine.image;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.MediaType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is to be sent to a registry for one tag.
///
/// @param parts the images, each with its manifest
/// @param index what holds them together, or `null` for a single image
record PushPlan(List<Part> parts, Document.@Nullable Index index) {
    record Part(Image image, Document.Manifest manifest) {}

    /// A blob that the registry must have before the manifests.
    ///
    /// @param shown its short name in progress, or empty for one that is not told of
    record Blob(Descriptor descriptor, String shown, boolean isForeign) {}

    PushPlan {
        parts = List.copyOf(parts);
    }

    /// What the tag leads to in the end.
    Document root() {
        return index == null ? parts.getFirst().manifest() : index;
    }

    /// Every blob once, layers before configurations. Docker names layers by what they are
    /// uncompressed.
    List<Blob> blobs() {
        Map<Digest, Blob> blobs = new LinkedHashMap<>();
        for (Part part : parts) {
            ImageConfig config = part.image().config();
            List<Descriptor> layers = part.manifest().layers();
            for (int i = layers.size() - 1; i >= 0; i--) {
                Descriptor layer = layers.get(i);
                String shown =
                        i < config.diffIds().size()
                                ? config.diffIds().get(i).shortHex()
                                : layer.digest().shortHex();
                boolean isForeign = MediaType.isForeignLayer(layer.mediaType());
                blobs.putIfAbsent(layer.digest(), new Blob(layer, shown, isForeign));
            }
        }
        for (Part part : parts) {
            Descriptor config = part.manifest().config();
            blobs.putIfAbsent(config.digest(), new Blob(config, "", false));
        }
        return new ArrayList<>(blobs.values());
    }
}
