package dev.gantry.engine.image;

import dev.gantry.base.Failpoint;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.MediaType;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.blob.Ingest;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Makes images of a base and a layer: blob, unpacked layer, configuration and manifest, then the
/// record. A crash leaves no image, and nothing of it that is not collected.
final class ImageMaking {
    /// The archive of no entries, of which no layer is made.
    private static final Digest NOTHING = Digest.of(new byte[1024]);

    private final BlobStore blobs;
    private final LayerUnpack unpack;
    private final ImageRecords records;

    ImageMaking(BlobStore blobs, LayerUnpack unpack, ImageRecords records) {
        this.blobs = blobs;
        this.unpack = unpack;
        this.records = records;
    }

    /// @return the image's id
    Digest make(NewImage wanted, NewImage.Layer layer, Leases.Lease lease)
            throws IOException, InterruptedException {
        Image base = wanted.base();
        Descriptor blob = write(layer, lease);
        Failpoint.MAKE_LAYER_WRITTEN.reach();
        boolean isEmpty = blob.digest().equals(NOTHING);
        List<Descriptor> blobsOfLayers = new ArrayList<>();
        List<Digest> diffIds = new ArrayList<>();
        List<ImageConfig.History> history = new ArrayList<>();
        if (base != null) {
            blobsOfLayers.addAll(base.manifest().layers());
            diffIds.addAll(base.config().diffIds());
            history.addAll(base.config().history());
        }
        if (!isEmpty) {
            blobsOfLayers.add(blob);
            diffIds.add(blob.digest());
        }
        Instant now = Instant.now();
        history.add(
                new ImageConfig.History(
                        now,
                        orNull(wanted.createdBy()),
                        orNull(wanted.author()),
                        orNull(wanted.comment()),
                        isEmpty));
        ImageConfig config =
                ImageConfig.of(
                        wanted.platform(), now, wanted.author(), wanted.run(), diffIds, history);
        return add(wanted, config, blobsOfLayers, lease);
    }

    private Digest add(
            NewImage wanted, ImageConfig config, List<Descriptor> layers, Leases.Lease lease)
            throws IOException, InterruptedException {
        Document.Manifest manifest =
                Document.Manifest.of(
                        MediaType.OCI_MANIFEST,
                        Descriptor.of(MediaType.OCI_CONFIG, config.bytes()),
                        layers);
        StoredImage stored = StoredImage.of(manifest, config, 0);
        java.util.Set<Digest> needs = new java.util.HashSet<>();
        stored.addNeeds(needs);
        needs.forEach(lease::hold);
        long size = unpack.all(manifest, config, Progress.NONE);
        blobs.put(config.bytes());
        blobs.put(manifest.bytes());
        Failpoint.MAKE_BEFORE_RECORD.reach();
        Image base = wanted.base();
        records.add(
                StoredImage.of(manifest, config, size).childOf(base == null ? null : base.id()),
                wanted.name() == null ? List.of() : List.of(wanted.name()),
                null);
        return config.id();
    }

    private Descriptor write(NewImage.Layer layer, Leases.Lease lease)
            throws IOException, InterruptedException {
        try (Ingest ingest = blobs.ingest("layer-" + dev.gantry.base.RandomId.hex(16))) {
            try (OutputStream out = new java.io.BufferedOutputStream(ingest.stream(), 1 << 16)) {
                layer.writeTo(out);
            }
            Descriptor blob = Descriptor.of(MediaType.OCI_LAYER, ingest.digest(), ingest.offset());
            lease.hold(blob.digest());
            ingest.commit(blob);
            return blob;
        }
    }

    private static @org.jspecify.annotations.Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
