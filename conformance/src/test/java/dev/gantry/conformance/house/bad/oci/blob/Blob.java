package dev.gantry.conformance.house.bad.oci.blob;

public record Blob(String text) {}
