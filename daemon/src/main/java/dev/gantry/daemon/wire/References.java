package dev.gantry.daemon.wire;

import dev.gantry.engine.EngineException;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageReference;

/// Names of images in queries.
public final class References {
    private References() {}

    /// @param tag a tag, a digest, or empty
    public static ImageReference parse(String name, String tag) {
        try {
            ImageReference reference = ImageReference.parse(name);
            if (tag.isEmpty()) {
                return reference;
            }
            return tag.contains(":")
                    ? reference.withDigest(Digest.parse(tag))
                    : reference.withTag(tag);
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
    }
}
