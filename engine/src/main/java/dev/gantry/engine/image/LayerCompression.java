package dev.gantry.engine.image;

import dev.gantry.base.RandomId;
import dev.gantry.base.Tasks;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.MediaType;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.blob.Ingest;
import dev.gantry.oci.layer.GzipOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Makes manifests fit for a registry: with layers compressed. What came compressed stays as it is,
/// byte for byte; what did not is compressed once, to the same bytes each time.
final class LayerCompression {
    private final BlobStore blobs;
    private final ImageRecords records;
    private final Semaphore atOnce =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors()));

    LayerCompression(BlobStore blobs, ImageRecords records) {
        this.blobs = blobs;
        this.records = records;
    }

    /// The manifest of an image to be pushed: one of its own if its layers are compressed, else a
    /// new one, which is in the store.
    Document.Manifest of(Image image, Leases.Lease lease) throws IOException, InterruptedException {
        for (Document.Manifest manifest : image.manifests()) {
            if (manifest.layers().stream().noneMatch(LayerCompression::isPlain)) {
                return manifest;
            }
        }
        Document.Manifest manifest = image.manifest();
        Document.Manifest compressed =
                Document.Manifest.of(
                        manifest.descriptor().mediaType(),
                        manifest.config(),
                        layers(manifest, image.config(), lease));
        lease.hold(compressed.descriptor().digest());
        blobs.put(compressed.bytes());
        return compressed;
    }

    private static boolean isPlain(Descriptor layer) {
        return layer.mediaType().equals(MediaType.DOCKER_LAYER)
                || layer.mediaType().equals(MediaType.OCI_LAYER);
    }

    private List<Descriptor> layers(
            Document.Manifest manifest, ImageConfig config, Leases.Lease lease)
            throws IOException, InterruptedException {
        Map<Digest, Descriptor> known = known();
        List<Future<Descriptor>> all = new ArrayList<>();
        try (Tasks tasks = Tasks.open("compress")) {
            for (int i = 0; i < manifest.layers().size(); i++) {
                Descriptor layer = manifest.layers().get(i);
                Descriptor compressed = known.get(config.diffIds().get(i));
                all.add(tasks.fork(() -> layer(layer, compressed, lease)));
            }
            tasks.join();
        }
        return all.stream().map(Future::resultNow).toList();
    }

    private Descriptor layer(
            Descriptor layer,
            @org.jspecify.annotations.Nullable Descriptor compressed,
            Leases.Lease lease)
            throws IOException, InterruptedException {
        if (!isPlain(layer)) {
            return layer;
        }
        String mediaType =
                layer.mediaType().equals(MediaType.OCI_LAYER)
                        ? MediaType.OCI_LAYER_GZIP
                        : MediaType.DOCKER_LAYER_GZIP;
        if (compressed != null) {
            lease.hold(compressed.digest());
            if (blobs.has(compressed.digest())) {
                return Descriptor.of(mediaType, compressed.digest(), compressed.size());
            }
        }
        Descriptor made = compress(layer, mediaType);
        lease.hold(made.digest());
        return blobs.has(made.digest()) ? made : compress(layer, mediaType);
    }

    /// Layers that other images have compressed, by what they are uncompressed.
    private Map<Digest, Descriptor> known() {
        Map<Digest, Descriptor> known = new HashMap<>();
        for (Image image : records.all()) {
            for (Document.Manifest manifest : image.manifests()) {
                for (int i = 0; i < manifest.layers().size(); i++) {
                    Descriptor layer = manifest.layers().get(i);
                    if (layer.mediaType().endsWith("gzip")) {
                        known.putIfAbsent(image.config().diffIds().get(i), layer);
                    }
                }
            }
        }
        return known;
    }

    private Descriptor compress(Descriptor layer, String mediaType)
            throws IOException, InterruptedException {
        atOnce.acquire();
        try (Ingest ingest = blobs.ingest(RandomId.hex(32))) {
            try (InputStream in = blobs.open(layer.digest());
                    OutputStream out = new GzipOutput(ingest.stream())) {
                in.transferTo(out);
            }
            long size = ingest.offset();
            return Descriptor.of(mediaType, ingest.commit(null), size);
        } finally {
            atOnce.release();
        }
    }
}
