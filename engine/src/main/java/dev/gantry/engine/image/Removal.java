package dev.gantry.engine.image;

import dev.gantry.oci.Digest;

/// One thing a removal did.
public sealed interface Removal {
    record Untagged(String name) implements Removal {}

    /// @param digest of an image or of a layer
    /// @param size bytes of the layer; 0 for an image
    record Deleted(Digest digest, long size) implements Removal {}
}
