package dev.gantry.engine.image;

import dev.gantry.base.Failpoint;
import dev.gantry.engine.EngineException;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.registry.Credentials;
import dev.gantry.oci.registry.RegistryException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The ways of images from registries and to them. Any thread may use it.
public final class Transfers {
    private final BlobStore blobs;
    private final ImageRecords records;
    private final Leases leases;
    private final ImageEvents events;
    private final Puller puller;
    private final Pusher pusher;
    private final LayerCompression compression;

    Transfers(
            BlobStore blobs,
            ImageRecords records,
            Leases leases,
            ImageEvents events,
            Puller puller,
            Pusher pusher) {
        this.blobs = blobs;
        this.records = records;
        this.leases = leases;
        this.events = events;
        this.puller = puller;
        this.pusher = pusher;
        this.compression = new LayerCompression(blobs, records);
    }

    /// Brings an image from its registry, or finds that it is up to date.
    ///
    /// @param platform `null` for this machine's
    public Image pull(
            ImageReference asked,
            @Nullable Platform platform,
            Credentials credentials,
            Progress progress)
            throws IOException, InterruptedException {
        ImageReference reference = asked.withDefaultTag();
        try {
            Brought brought = bring(reference, platform, credentials, progress);
            say(progress, brought.isNew, reference.familiar());
            return brought.image;
        } catch (RegistryException e) {
            throw Refusals.ofPull(e);
        }
    }

    /// Brings all tags of a repository.
    public void pullAll(
            ImageReference repository,
            @Nullable Platform platform,
            Credentials credentials,
            Progress progress)
            throws IOException, InterruptedException {
        boolean isNew = false;
        try {
            for (String tag : puller.tags(repository, credentials)) {
                isNew |= bring(repository.withTag(tag), platform, credentials, progress).isNew;
            }
        } catch (RegistryException e) {
            throw Refusals.ofPull(e);
        }
        say(progress, isNew, repository.familiar());
    }

    /// See {@link Puller#fetchAgain}.
    boolean fetchAgain(Image image, Descriptor blob) throws IOException, InterruptedException {
        return puller.fetchAgain(image, blob);
    }

    private record Brought(Image image, boolean isNew) {}

    private Brought bring(
            ImageReference reference,
            @Nullable Platform platform,
            Credentials credentials,
            Progress progress)
            throws IOException, InterruptedException {
        try (Leases.Lease lease = leases.open()) {
            Puller.Pulled pulled = puller.pull(reference, platform, credentials, lease, progress);
            Failpoint.PULL_BEFORE_RECORD.reach();
            List<ImageReference> names = new ArrayList<>();
            if (reference.digest() == null) {
                names.add(reference);
            }
            names.add(reference.withDigest(pulled.root().digest()));
            boolean isNew =
                    records.add(
                            StoredImage.of(pulled.manifest(), pulled.config(), pulled.size()),
                            names,
                            pulled.root());
            progress.status("", "Digest: " + pulled.root().digest());
            Image image = records.find(pulled.config().id().toString()).orElseThrow();
            events.publish("pull", image, reference.familiar(), reference.familiarName());
            return new Brought(image, isNew);
        }
    }

    private static void say(Progress progress, boolean isNew, String what) {
        progress.status(
                "",
                (isNew ? "Status: Downloaded newer image for " : "Status: Image is up to date for ")
                        + what);
    }

    /// The tags of a repository that are here, to be pushed.
    ///
    /// @throws EngineException when there are none
    public List<ImageReference> tagsOf(ImageReference repository) {
        List<ImageReference> tags =
                records.all().stream()
                        .flatMap(image -> image.names().stream())
                        .filter(name -> name.tag() != null && name.digest() == null)
                        .filter(name -> name.repository().equals(repository.repository()))
                        .sorted(java.util.Comparator.comparing(ImageReference::toString))
                        .toList();
        if (tags.isEmpty()) {
            throw absent(repository);
        }
        return tags;
    }

    private static EngineException absent(ImageReference repository) {
        return EngineException.notFound(
                "An image does not exist locally with the tag: " + repository.familiarName());
    }

    /// Brings an image to the registry of its name: all its platforms as they came, where they are
    /// all here, else the one that is meant.
    ///
    /// @param platform `null` unless only that one is wanted
    /// @return what the tag leads to there
    public Descriptor push(
            ImageReference tag,
            @Nullable Platform platform,
            Credentials credentials,
            Progress progress)
            throws IOException, InterruptedException {
        try (Leases.Lease lease = leases.open()) {
            PushPlan plan = plan(tag, platform, lease);
            pusher.push(tag, plan, credentials, progress);
            Descriptor root = plan.root().descriptor();
            for (PushPlan.Part part : plan.parts()) {
                Image image = part.image();
                records.add(
                        StoredImage.of(part.manifest(), image.config(), image.size()),
                        List.of(tag.withDigest(root.digest())),
                        root);
            }
            events.publish(
                    "push", plan.parts().getFirst().image(), tag.familiar(), tag.familiarName());
            return root;
        } catch (RegistryException e) {
            throw Refusals.ofPush(e);
        }
    }

    private PushPlan plan(ImageReference tag, @Nullable Platform platform, Leases.Lease lease)
            throws IOException, InterruptedException {
        Target target = records.target(tag).orElseThrow(() -> absent(tag));
        hold(target, lease);
        if (platform != null) {
            Image image =
                    records.find(tag.familiar(), platform).orElseThrow(() -> lacks(tag, platform));
            return single(image, target, lease);
        }
        Optional<PushPlan> whole = whole(target);
        return whole.isPresent() ? whole.get() : single(image(target.main()), target, lease);
    }

    private static EngineException lacks(ImageReference tag, Platform platform) {
        return EngineException.notFound(
                "image with reference %s was found but does not provide the specified platform (%s)"
                        .formatted(tag.familiar(), platform));
    }

    private Image image(Digest id) {
        return records.find(id.toString())
                .orElseThrow(() -> EngineException.noSuchImage(id.toString()));
    }

    private void hold(Target target, Leases.Lease lease) {
        Descriptor root = target.root();
        if (root != null) {
            lease.hold(root.digest());
        }
        for (Digest id : target.images()) {
            for (Document.Manifest manifest : image(id).manifests()) {
                lease.hold(manifest.descriptor().digest());
                lease.hold(manifest.config().digest());
                manifest.layers().forEach(layer -> lease.hold(layer.digest()));
            }
        }
    }

    /// The index with all that it leads to, if all of that is here.
    private Optional<PushPlan> whole(Target target) throws IOException {
        Descriptor root = target.root();
        if (root == null || !blobs.has(root.digest())) {
            return Optional.empty();
        }
        byte[] bytes = blobs.read(root.digest(), Document.LARGEST);
        if (!(Document.parse(root.mediaType(), bytes) instanceof Document.Index index)) {
            return Optional.empty();
        }
        List<PushPlan.Part> parts = new ArrayList<>();
        for (Descriptor entry : index.manifests()) {
            Optional<PushPlan.Part> part = part(target, entry.digest());
            if (part.isEmpty()) {
                return Optional.empty();
            }
            parts.add(part.get());
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(new PushPlan(parts, index));
    }

    private Optional<PushPlan.Part> part(Target target, Digest manifest) {
        for (Digest id : target.images()) {
            Image image = image(id);
            for (Document.Manifest own : image.manifests()) {
                if (own.descriptor().digest().equals(manifest)) {
                    return Optional.of(new PushPlan.Part(image, own));
                }
            }
        }
        return Optional.empty();
    }

    /// One image, by the manifest its name led to if it was one, else by one whose layers are
    /// compressed.
    private PushPlan single(Image image, Target target, Leases.Lease lease)
            throws IOException, InterruptedException {
        Descriptor root = target.root();
        if (root != null) {
            for (Document.Manifest manifest : image.manifests()) {
                if (manifest.descriptor().digest().equals(root.digest())) {
                    return new PushPlan(List.of(new PushPlan.Part(image, manifest)), null);
                }
            }
        }
        Document.Manifest manifest = compression.of(image, lease);
        return new PushPlan(List.of(new PushPlan.Part(image, manifest)), null);
    }
}
