package dev.gantry.engine.image;

import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// An image to be made here: of another one, or of nothing, and one more layer.
///
/// @param base what it is made of, `null` for nothing
/// @param run what its containers run
/// @param createdBy how, for its history; empty for nothing to tell
/// @param name it is to have, or `null`
public record NewImage(
        @Nullable Image base,
        Platform platform,
        ImageConfig.Run run,
        String author,
        String createdBy,
        String comment,
        @Nullable ImageReference name) {
    /// Writes a layer as an archive, uncompressed. A layer without entries is left out.
    public interface Layer {
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }
}
