package dev.gantry.engine.image;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Platform;
import org.jspecify.annotations.Nullable;

/// One of the manifests an image's name leads to, and how much of it is here.
///
/// @param descriptor as the index has it
/// @param available whether all its blobs are here
/// @param content bytes of those that are
public record ManifestSummary(
        Descriptor descriptor, boolean available, long content, Content kind) {
    /// What it is about.
    public sealed interface Content {
        /// @param image its id, if it is here
        /// @param unpacked bytes of its layers unpacked here
        record ForPlatform(Platform platform, @Nullable Digest image, long unpacked)
                implements Content {}

        /// @param about the manifest it tells of, if it says
        record Attestation(@Nullable Digest about) implements Content {}

        record Unknown() implements Content {}
    }
}
