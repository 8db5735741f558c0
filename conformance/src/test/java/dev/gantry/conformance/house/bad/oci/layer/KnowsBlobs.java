package dev.gantry.conformance.house.bad.oci.layer;

import dev.gantry.conformance.house.bad.oci.KnowsLayers;
import dev.gantry.conformance.house.bad.oci.blob.Blob;
import org.jspecify.annotations.Nullable;

public record KnowsBlobs(Blob blob, @Nullable KnowsLayers layers) {}
