/// The OCI and Docker image documents as values: digests, references, platforms, descriptors,
/// manifests, image configurations.
///
/// A value that exists is well formed. Documents keep the bytes they were read from beside what
/// they say ({@link dev.gantry.oci.Document}), because digests are over bytes. No I/O here: bytes
/// are kept by `oci.blob`, layers unpacked through `oci.layer`, archives read by `oci.archive`,
/// registries spoken to by `oci.registry`. Read {@link dev.gantry.oci.Digest} and {@link
/// dev.gantry.oci.ImageReference} first.
@NullMarked
package dev.gantry.oci;

import org.jspecify.annotations.NullMarked;
