package dev.gantry.engine.image;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.blob.BlobStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An image and a name as the database has them.
///
/// @param isRemoved whether only containers need it any more
record ImageText(
        List<Leading> manifests,
        long size,
        Instant lastTagged,
        @Nullable String parent,
        boolean isRemoved) {
    /// A document that leads to an image.
    record Leading(String mediaType, String digest, long size) {
        static Leading of(Descriptor descriptor) {
            return new Leading(
                    descriptor.mediaType(), descriptor.digest().toString(), descriptor.size());
        }

        Descriptor descriptor() {
            return Descriptor.of(mediaType, Digest.parse(digest), size);
        }
    }

    /// What a name means.
    record Name(@Nullable Leading root, List<String> images) {
        static Name of(Target target) {
            Descriptor root = target.root();
            return new Name(
                    root == null ? null : Leading.of(root),
                    target.images().stream().map(Digest::toString).toList());
        }

        Target target() {
            return new Target(
                    root == null ? null : root.descriptor(),
                    images.stream().map(Digest::parse).toList());
        }
    }

    static ImageText of(StoredImage stored) {
        Digest parent = stored.parent();
        return new ImageText(
                stored.manifests().stream().map(m -> Leading.of(m.descriptor())).toList(),
                stored.size(),
                stored.lastTagged(),
                parent == null ? null : parent.toString(),
                stored.isRemoved());
    }

    /// Reads the documents it is made of, and believes none that its digest does not fit.
    StoredImage stored(BlobStore blobs) throws IOException {
        List<Document.Manifest> parsed = new ArrayList<>();
        for (Leading leading : manifests) {
            byte[] bytes = blobs.read(Digest.parse(leading.digest), Document.LARGEST);
            if (Document.parse(leading.mediaType, bytes) instanceof Document.Manifest manifest) {
                parsed.add(manifest);
            } else {
                throw new IOException("blob %s: it is no manifest".formatted(leading.digest));
            }
        }
        byte[] config = blobs.read(parsed.getFirst().config().digest(), Document.LARGEST);
        return new StoredImage(
                parsed,
                ImageConfig.parse(config),
                size,
                lastTagged,
                parent == null ? null : Digest.parse(parent),
                isRemoved);
    }
}
