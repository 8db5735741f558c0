package dev.gantry.conformance.house.bad.oci;

import dev.gantry.conformance.house.bad.oci.layer.KnowsBlobs;

/// With {@link KnowsBlobs} a circle of packages.
public record KnowsLayers(KnowsBlobs blobs) {}
