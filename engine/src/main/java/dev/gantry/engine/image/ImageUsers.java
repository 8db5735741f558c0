package dev.gantry.engine.image;

import dev.gantry.oci.Digest;
import java.util.Optional;

/// Who uses images, asked when they are to be removed.
public interface ImageUsers {
    ImageUsers NONE = _ -> Optional.empty();

    /// @return a container of the image, preferably one that runs
    Optional<User> of(Digest image);

    record User(String containerId, boolean isRunning) {}
}
