/// Bytes kept under their digest, on disk, and the one way new ones get there.
///
/// Nothing appears half-written: a blob is written beside, verified, forced to disk and moved into
/// place. This room knows nothing of images, tags or registries. Read {@link
/// dev.gantry.oci.blob.BlobStore} and {@link dev.gantry.oci.blob.Ingest} first.
@NullMarked
package dev.gantry.oci.blob;

import org.jspecify.annotations.NullMarked;
