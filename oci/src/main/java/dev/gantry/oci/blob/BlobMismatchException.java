package dev.gantry.oci.blob;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import java.io.IOException;

/// What came is not the blob that was wanted.
public final class BlobMismatchException extends IOException {
    BlobMismatchException(Descriptor expected, long size, Digest digest) {
        super(
                expected.size() == size
                        ? "blob %s: its content is %s".formatted(expected.digest(), digest)
                        : "blob %s: it has %d bytes, not %d"
                                .formatted(expected.digest(), size, expected.size()));
    }
}
