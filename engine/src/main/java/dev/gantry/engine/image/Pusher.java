package dev.gantry.engine.image;

import dev.gantry.base.Tasks;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.registry.Credentials;
import dev.gantry.oci.registry.Registry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

/// Brings what a plan says to a registry: first the blobs it lacks, side by side, then the
/// manifests, then what the tag leads to. Any thread may use it.
///
/// A registry is asked first what it has, so a push that was broken off goes on with what is
/// missing.
final class Pusher {
    private static final int QUESTIONS_AT_ONCE = 16;
    private static final int MOST_SOURCES = 3;

    private final Registry registry;
    private final BlobStore blobs;
    private final ImageRecords records;
    private final Semaphore uploads;
    private final Semaphore questions = new Semaphore(QUESTIONS_AT_ONCE);

    Pusher(Registry registry, BlobStore blobs, ImageRecords records, int uploadsAtOnce) {
        this.registry = registry;
        this.blobs = blobs;
        this.records = records;
        this.uploads = new Semaphore(uploadsAtOnce);
    }

    void push(ImageReference tag, PushPlan plan, Credentials credentials, Progress progress)
            throws IOException, InterruptedException {
        List<PushPlan.Blob> all = plan.blobs();
        all.stream()
                .filter(blob -> !blob.shown().isEmpty())
                .forEach(blob -> progress.status(blob.shown(), "Preparing"));
        try (Tasks tasks = Tasks.open("push")) {
            for (PushPlan.Blob blob : all) {
                tasks.fork(() -> {
                    blob(tag, blob, credentials, progress);
                    return true;
                });
            }
            tasks.join();
        }
        if (plan.index() != null) {
            try (Tasks tasks = Tasks.open("push")) {
                for (PushPlan.Part part : plan.parts()) {
                    tasks.fork(() -> {
                        registry.push(tag.repository(), part.manifest(), credentials);
                        return true;
                    });
                }
                tasks.join();
            }
        }
        registry.push(tag, plan.root(), credentials);
    }

    private void blob(
            ImageReference tag, PushPlan.Blob blob, Credentials credentials, Progress progress)
            throws IOException, InterruptedException {
        Progress own = blob.shown().isEmpty() ? Progress.NONE : progress;
        if (blob.isForeign()) {
            own.status(blob.shown(), "Skipped foreign layer");
            return;
        }
        if (isThere(tag, blob.descriptor().digest(), credentials)) {
            own.status(blob.shown(), "Layer already exists");
            return;
        }
        if (!uploads.tryAcquire()) {
            own.status(blob.shown(), "Waiting");
            uploads.acquire();
        }
        try {
            upload(tag, blob, credentials, own);
        } finally {
            uploads.release();
        }
    }

    private boolean isThere(ImageReference tag, Digest digest, Credentials credentials)
            throws IOException, InterruptedException {
        questions.acquire();
        try {
            return registry.has(tag, digest, credentials);
        } finally {
            questions.release();
        }
    }

    private void upload(
            ImageReference tag, PushPlan.Blob blob, Credentials credentials, Progress progress)
            throws IOException, InterruptedException {
        Descriptor descriptor = blob.descriptor();
        List<String> sources = sources(tag, descriptor.digest());
        boolean mounted =
                registry.push(
                        tag,
                        descriptor,
                        () -> blobs.open(descriptor.digest()),
                        sources,
                        new LayerDownload.Steps(
                                blob.shown(), "Pushing", descriptor.size(), progress),
                        credentials);
        progress.status(blob.shown(), mounted ? "Mounted from " + sources.getFirst() : "Pushed");
    }

    /// Repositories of the same registry that images with this blob came from or went to.
    private List<String> sources(ImageReference tag, Digest blob) {
        Set<String> sources = new LinkedHashSet<>();
        for (Image image : records.all()) {
            boolean hasIt =
                    image.manifests().stream()
                            .flatMap(manifest -> manifest.layers().stream())
                            .anyMatch(layer -> layer.digest().equals(blob));
            if (hasIt) {
                image.names().stream()
                        .filter(name -> name.digest() != null)
                        .filter(name -> name.domain().equals(tag.domain()))
                        .filter(name -> !name.path().equals(tag.path()))
                        .forEach(name -> sources.add(name.path()));
            }
        }
        return new ArrayList<>(sources).subList(0, Math.min(sources.size(), MOST_SOURCES));
    }
}
