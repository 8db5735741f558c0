package dev.gantry.engine.image;

import dev.gantry.base.Failpoint;
import dev.gantry.base.Tasks;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.blob.Ingest;
import dev.gantry.oci.registry.Credentials;
import dev.gantry.oci.registry.Registry;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;

/// Fetches blobs, so many at a time, and unpacks layers while they come. Any thread may use it.
///
/// What was fetched before a failure, a cancel or a kill is kept, and the next one goes on from
/// there. Of several that want the same blob one fetches it, and the others find it there; should
/// it fail, the next one takes over.
final class LayerDownload {
    private static final long STEP = 512 * 1024;

    private final Registry registry;
    private final BlobStore blobs;
    private final LayerUnpack unpack;
    private final Semaphore atOnce;
    private final Turns<Digest> turns = new Turns<>();

    LayerDownload(Registry registry, BlobStore blobs, LayerUnpack unpack, int atOnce) {
        this.registry = registry;
        this.blobs = blobs;
        this.unpack = unpack;
        this.atOnce = new Semaphore(atOnce);
    }

    /// For whom something is fetched.
    record Order(ImageReference reference, Credentials credentials, Progress progress) {}

    /// A document, which is small.
    void document(Order order, Descriptor blob) throws IOException, InterruptedException {
        turns.take(
                blob.digest(),
                () -> {
                    if (!blobs.has(blob.digest())) {
                        try (Ingest ingest = blobs.ingest(blob.digest().hex())) {
                            fetch(order, blob, ingest, _ -> {});
                        }
                    }
                });
    }

    /// A layer of an image, unpacked in the end.
    void layer(Order order, Descriptor blob, ImageConfig config, int index)
            throws IOException, InterruptedException {
        turns.take(blob.digest(), () -> alone(order, blob, config, index));
    }

    private void alone(Order order, Descriptor blob, ImageConfig config, int index)
            throws IOException, InterruptedException {
        String id = blob.digest().shortHex();
        if (blobs.has(blob.digest())) {
            if (unpack.has(config, index)) {
                order.progress.status(id, "Already exists");
                return;
            }
            order.progress.status(id, "Download complete");
        } else {
            if (!atOnce.tryAcquire()) {
                order.progress.status(id, "Waiting");
                atOnce.acquire();
            }
            try {
                fetch(order, blob, config, index);
            } finally {
                atOnce.release();
            }
        }
        Failpoint.PULL_LAYER_FETCHED.reach();
        unpack.one(blob, config, index, order.progress);
        order.progress.status(id, "Pull complete");
    }

    /// Fetches a layer, and unpacks what comes of it meanwhile. If that fails it is no matter yet:
    /// what was read may have been bytes that were wrong and have been fetched anew since.
    private void fetch(Order order, Descriptor blob, ImageConfig config, int index)
            throws IOException, InterruptedException {
        String id = blob.digest().shortHex();
        try (Ingest ingest = blobs.ingest(blob.digest().hex())) {
            ingest.keep();
            try (Tasks tasks = Tasks.open("unpack")) {
                Downloading downloading = new Downloading(order.progress);
                Future<Optional<IOException>> unpacked =
                        tasks.fork(() -> attempt(downloading, blob, config, index, ingest));
                fetch(
                        order,
                        blob,
                        ingest,
                        new Steps(id, "Downloading", blob.size(), order.progress));
                order.progress.status(id, "Verifying Checksum");
                order.progress.status(id, "Download complete");
                downloading.end();
                tasks.join();
                unpacked.resultNow();
            }
        }
    }

    private Optional<IOException> attempt(
            Progress progress, Descriptor blob, ImageConfig config, int index, Ingest ingest)
            throws InterruptedException {
        if (unpack.has(config, index)) {
            return Optional.empty();
        }
        try {
            unpack.unpack(ingest::follow, blob, config, index, progress);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    private void fetch(Order order, Descriptor blob, Ingest ingest, LongConsumer steps)
            throws IOException, InterruptedException {
        registry.fetch(order.reference, blob, ingest, steps, order.credentials);
    }

    /// Says nothing of unpacking while the download is told of.
    private static final class Downloading implements Progress {
        private final Progress progress;
        private volatile boolean ended;

        Downloading(Progress progress) {
            this.progress = progress;
        }

        void end() {
            ended = true;
        }

        @Override
        public void status(String id, String status) {
            if (ended) {
                progress.status(id, status);
            }
        }

        @Override
        public void advanced(String id, String status, long current, long total) {
            if (ended) {
                progress.advanced(id, status, current, total);
            }
        }
    }

    /// Tells of progress in steps that are worth a line.
    static final class Steps implements LongConsumer {
        private final String id;
        private final String status;
        private final long total;
        private final Progress progress;
        private long told;

        Steps(String id, String status, long total, Progress progress) {
            this.id = id;
            this.status = status;
            this.total = total;
            this.progress = progress;
        }

        @Override
        public void accept(long bytes) {
            if (bytes - told >= STEP || bytes < told || bytes == total) {
                told = bytes;
                progress.advanced(id, status, bytes, total);
            }
        }
    }
}
