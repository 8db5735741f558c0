package dev.gantry.conformance.house.bad.http;

import dev.gantry.conformance.house.bad.oci.blob.Blob;

/// With {@code oci.KnowsHttp} a circle of modules.
public record Door(Blob blob) {}
