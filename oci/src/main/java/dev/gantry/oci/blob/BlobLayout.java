package dev.gantry.oci.blob;

import dev.gantry.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Where things lie:
///
/// ```
/// blobs/sha256/<hex>     a blob, complete and verified
/// blobs/sha512/<hex>
/// ingest/<id>/data       a blob on its way; <id> is the digest of its key
/// ingest/<id>/keep       present when its bytes are to be kept for another attempt
/// ```
record BlobLayout(Path root) {
    Path blobs(Digest.Algorithm algorithm) {
        return root.resolve("blobs").resolve(algorithm.prefix());
    }

    Path blob(Digest digest) {
        return blobs(digest.algorithm()).resolve(digest.hex());
    }

    Path ingests() {
        return root.resolve("ingest");
    }

    Path ingest(String key) {
        return ingests().resolve(Digest.of(key.getBytes(StandardCharsets.UTF_8)).hex());
    }

    static Path data(Path ingest) {
        return ingest.resolve("data");
    }

    static Path keep(Path ingest) {
        return ingest.resolve("keep");
    }
}
