package dev.gantry.oci.layer;

/// What an entry whose base name starts with `.wh.` means (OCI image-spec, layer.md, "Whiteouts").
public sealed interface Whiteout {
    /// Nothing of the directory's lower layers is seen.
    record Opaque() implements Whiteout {}

    /// The sibling of this name is not there any more.
    record Removed(byte[] name) implements Whiteout {}

    /// A note of the AUFS storage driver to itself (`.wh..wh.plnk` and others), to be passed over.
    record Foreign() implements Whiteout {}

    /// No whiteout: a file of the layer.
    record None() implements Whiteout {}
}
