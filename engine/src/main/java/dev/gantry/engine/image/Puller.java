package dev.gantry.engine.image;

import dev.gantry.base.Tasks;
import dev.gantry.engine.EngineException;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.blob.Ingest;
import dev.gantry.oci.registry.Credentials;
import dev.gantry.oci.registry.Registry;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/// Brings an image's blobs from a registry into the store and unpacks them.
///
/// Layers are fetched and unpacked side by side. What was fetched before a failure or a kill is
/// kept, and the next pull goes on from there; two pulls of one blob wait for each other.
final class Puller {
    private static final int DOWNLOADS_AT_ONCE = 3;
    private static final long STEP = 512 * 1024;

    private final Registry registry;
    private final BlobStore blobs;
    private final LayerUnpack unpack;
    private final Map<Digest, ReentrantLock> inFlight = new ConcurrentHashMap<>();
    private final Semaphore downloads = new Semaphore(DOWNLOADS_AT_ONCE);

    Puller(Registry registry, BlobStore blobs, LayerUnpack unpack) {
        this.registry = registry;
        this.blobs = blobs;
        this.unpack = unpack;
    }

    /// What a pull has brought.
    ///
    /// @param root what the reference led to: an index, or the manifest itself; it is in the store
    record Pulled(Descriptor root, Document.Manifest manifest, ImageConfig config, long size) {}

    Pulled pull(
            ImageReference reference,
            Platform platform,
            Credentials credentials,
            Leases.Lease lease,
            Progress progress)
            throws IOException, InterruptedException {
        Document root = registry.manifest(reference, credentials);
        progress.status(
                reference.version().orElse(ImageReference.DEFAULT_TAG),
                "Pulling from " + repository(reference));
        Document.Manifest manifest = manifest(reference, root, platform, credentials);
        lease.hold(root.descriptor().digest());
        lease.hold(manifest.descriptor().digest());
        lease.hold(manifest.config().digest());
        manifest.layers().forEach(layer -> lease.hold(layer.digest()));
        byte[] configBytes = config(reference, manifest, credentials);
        ImageConfig config = ImageConfig.parse(configBytes);
        LayerUnpack.requireSameLayers(manifest, config);
        config.chain().forEach(lease::hold);
        layers(reference, manifest, config, credentials, progress);
        blobs.put(manifest.bytes());
        blobs.put(root.bytes());
        return new Pulled(root.descriptor(), manifest, config, unpack.size(config));
    }

    private static String repository(ImageReference reference) {
        return reference.path();
    }

    private Document.Manifest manifest(
            ImageReference reference, Document root, Platform platform, Credentials credentials)
            throws IOException, InterruptedException {
        return switch (root) {
            case Document.Manifest manifest -> manifest;
            case Document.Index index -> {
                Descriptor chosen =
                        index.manifests().stream()
                                .filter(entry -> {
                                    Platform own = entry.platform();
                                    return own != null && own.serves(platform);
                                })
                                .findFirst()
                                .orElseThrow(() ->
                                        EngineException.notFound(
                                                "no matching manifest for %s in the manifest list entries"
                                                        .formatted(platform)));
                if (registry.manifest(reference, chosen, credentials)
                        instanceof Document.Manifest manifest) {
                    yield manifest;
                }
                throw EngineException.invalid(
                        "the index of %s leads to another index".formatted(reference.familiar()));
            }
        };
    }

    private byte[] config(
            ImageReference reference, Document.Manifest manifest, Credentials credentials)
            throws IOException, InterruptedException {
        Descriptor config = manifest.config();
        if (config.size() > Document.LARGEST) {
            throw EngineException.invalid("the image's configuration is larger than 4 MiB");
        }
        fetch(reference, config, credentials, Progress.NONE);
        return blobs.read(config.digest(), Document.LARGEST);
    }

    private void layers(
            ImageReference reference,
            Document.Manifest manifest,
            ImageConfig config,
            Credentials credentials,
            Progress progress)
            throws IOException, InterruptedException {
        try (Tasks tasks = Tasks.open("pull")) {
            for (int i = 0; i < manifest.layers().size(); i++) {
                int index = i;
                Descriptor layer = manifest.layers().get(i);
                progress.status(layer.digest().shortHex(), "Pulling fs layer");
                tasks.fork(() -> {
                    layer(reference, layer, config, index, credentials, progress);
                    return null;
                });
            }
            tasks.join();
        }
    }

    private void layer(
            ImageReference reference,
            Descriptor layer,
            ImageConfig config,
            int index,
            Credentials credentials,
            Progress progress)
            throws IOException, InterruptedException {
        String id = layer.digest().shortHex();
        if (blobs.has(layer.digest())) {
            progress.status(id, "Already exists");
        } else {
            fetch(reference, layer, credentials, progress);
            progress.status(id, "Download complete");
        }
        unpack.one(layer, config, index, progress);
        progress.status(id, "Pull complete");
    }

    private void fetch(
            ImageReference reference, Descriptor blob, Credentials credentials, Progress progress)
            throws IOException, InterruptedException {
        ReentrantLock mine = inFlight.computeIfAbsent(blob.digest(), _ -> new ReentrantLock());
        mine.lockInterruptibly();
        try {
            if (!blobs.has(blob.digest())) {
                fetchAlone(reference, blob, credentials, progress);
            }
        } finally {
            mine.unlock();
        }
    }

    private void fetchAlone(
            ImageReference reference, Descriptor blob, Credentials credentials, Progress progress)
            throws IOException, InterruptedException {
        String id = blob.digest().shortHex();
        downloads.acquire();
        try (Ingest ingest = blobs.ingest(blob.digest().hex())) {
            ingest.keep();
            long[] reported = {0};
            registry.fetch(
                    reference,
                    blob,
                    ingest,
                    bytes -> {
                        if (bytes - reported[0] >= STEP || bytes == blob.size()) {
                            reported[0] = bytes;
                            progress.advanced(id, "Downloading", bytes, blob.size());
                        }
                    },
                    credentials);
            progress.status(id, "Verifying Checksum");
        } finally {
            downloads.release();
        }
    }
}
