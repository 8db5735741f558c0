package dev.gantry.host.storage;

import dev.gantry.oci.Digest;
import org.jspecify.annotations.Nullable;

/// An unpacked layer.
///
/// @param chainId names the layer together with all below it
/// @param diffId digest of the uncompressed archive it was unpacked from
/// @param parent chain id of the layers below; `null` for the lowest
/// @param size bytes of the files in it, as `docker history` counts them
public record Layer(Digest chainId, Digest diffId, @Nullable Digest parent, long size) {}
