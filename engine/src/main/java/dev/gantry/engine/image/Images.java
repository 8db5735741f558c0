package dev.gantry.engine.image;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.event.Events;
import dev.gantry.engine.state.Database;
import dev.gantry.host.storage.Layer;
import dev.gantry.host.storage.LayerStore;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import dev.gantry.oci.archive.ArchivedImage;
import dev.gantry.oci.archive.ImageArchives;
import dev.gantry.oci.archive.SavedImage;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.layer.MalformedArchiveException;
import dev.gantry.oci.layer.TarLimits;
import dev.gantry.oci.registry.Credentials;
import dev.gantry.oci.registry.Registry;
import dev.gantry.oci.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The images of this engine. Any thread may use it.
///
/// An image is there whole or not at all: blobs and layers come first and are durable, then one
/// commit to the database makes the image visible.
public final class Images {
    private static final long MOST_ARCHIVE_BYTES = 1L << 40;

    private final BlobStore blobs;
    private final LayerStore layers;
    private final ImageRecords records;
    private final Leases leases = new Leases();
    private final LayerUnpack unpack;
    private final Puller puller;
    private final ImageCollector collector;
    private final Events events;

    private Images(
            BlobStore blobs,
            LayerStore layers,
            ImageRecords records,
            Registry registry,
            Events events) {
        this.blobs = blobs;
        this.layers = layers;
        this.records = records;
        this.unpack = new LayerUnpack(blobs, layers);
        this.puller = new Puller(registry, blobs, unpack);
        this.collector = new ImageCollector(blobs, layers, leases);
        this.events = events;
    }

    /// @param content directory of the blobs
    public static Images open(
            Path content, LayerStore layers, Database database, Registry registry, Events events)
            throws IOException {
        BlobStore blobs = BlobStore.open(content);
        return new Images(blobs, layers, ImageRecords.open(database, blobs), registry, events);
    }

    /// All images, the youngest first.
    public List<Image> all() {
        return records.all();
    }

    public Optional<Image> find(String reference) {
        return records.find(reference);
    }

    /// @throws EngineException when there is none
    public Image require(String reference) {
        return find(reference).orElseThrow(() -> EngineException.noSuchImage(shown(reference)));
    }

    /// Docker shows what it looked for with the tag it looked for.
    private static String shown(String reference) {
        try {
            return reference.startsWith("sha256:")
                    ? reference
                    : ImageReference.parse(reference).withDefaultTag().familiar();
        } catch (IllegalArgumentException e) {
            return reference;
        }
    }

    /// Brings an image from its registry, or finds that it is up to date.
    public Image pull(
            ImageReference asked, Platform platform, Credentials credentials, Progress progress)
            throws IOException, InterruptedException {
        ImageReference reference = asked.withDefaultTag();
        try (Leases.Lease lease = leases.open()) {
            Puller.Pulled pulled = puller.pull(reference, platform, credentials, lease, progress);
            List<ImageReference> names = new ArrayList<>();
            if (reference.digest() == null) {
                names.add(reference);
            }
            names.add(reference.withDigest(pulled.root()));
            boolean isNew =
                    records.add(
                            pulled.config().id(),
                            new ImageRecords.Stored(
                                    pulled.manifest(),
                                    pulled.config(),
                                    pulled.size(),
                                    Instant.now()),
                            names);
            progress.status("", "Digest: " + pulled.root());
            progress.status(
                    "",
                    (isNew
                                    ? "Status: Downloaded newer image for "
                                    : "Status: Image is up to date for ")
                            + reference.familiar());
            Image image = require(pulled.config().id().toString());
            publish("pull", reference.familiar(), image);
            return image;
        } catch (RegistryException e) {
            throw refused(e);
        }
    }

    private static EngineException refused(RegistryException e) {
        EngineException.Kind kind =
                switch (e.kind()) {
                    case NOT_FOUND, DENIED -> EngineException.Kind.NOT_FOUND;
                    default -> EngineException.Kind.FAILED;
                };
        return new EngineException(kind, String.valueOf(e.getMessage()), e);
    }

    /// What loading an archive has brought.
    ///
    /// @param names under which it was loaded; none when the archive gave it none
    public record Loaded(Digest id, List<ImageReference> names) {}

    /// Reads an archive of `docker save` or an OCI layout. When one of its images is damaged, none
    /// of them is added.
    ///
    /// @throws EngineException `INVALID` when the archive is not what it should be
    public List<Loaded> load(InputStream archive, Progress progress)
            throws IOException, InterruptedException {
        try (Leases.Lease lease = leases.open()) {
            List<ArchivedImage> read =
                    ImageArchives.read(archive, blobs, TarLimits.of(MOST_ARCHIVE_BYTES));
            List<Long> sizes = new ArrayList<>();
            for (ArchivedImage image : read) {
                hold(lease, image);
                sizes.add(unpack.all(image.manifest(), image.config(), progress));
            }
            List<Loaded> loaded = new ArrayList<>();
            for (int i = 0; i < read.size(); i++) {
                loaded.add(add(read.get(i), sizes.get(i)));
            }
            return loaded;
        } catch (MalformedArchiveException e) {
            collect();
            throw new EngineException(
                    EngineException.Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    private static void hold(Leases.Lease lease, ArchivedImage image) {
        lease.hold(image.manifest().descriptor().digest());
        lease.hold(image.config().id());
        image.manifest().layers().forEach(layer -> lease.hold(layer.digest()));
        image.config().chain().forEach(lease::hold);
    }

    private Loaded add(ArchivedImage image, long size) throws IOException {
        blobs.put(image.manifest().bytes());
        records.add(
                image.config().id(),
                new ImageRecords.Stored(image.manifest(), image.config(), size, Instant.now()),
                image.names());
        Image added = require(image.config().id().toString());
        publish("load", added.id().toString(), added);
        return new Loaded(image.config().id(), image.names());
    }

    /// Writes images as `docker save` does.
    ///
    /// @param references names or ids; a name is written into the archive, an id is not
    public void save(OutputStream out, Collection<String> references) throws IOException {
        List<SavedImage> saved = new ArrayList<>();
        for (String reference : references) {
            Image image = require(reference);
            List<ImageReference> names =
                    image.names().stream()
                            .filter(name -> name.tag() != null)
                            .filter(name -> isMeant(name, reference))
                            .toList();
            saved.add(new SavedImage(names, image.manifest(), image.config()));
            publish("save", image.id().toString(), image);
        }
        ImageArchives.write(out, blobs, saved);
    }

    private static boolean isMeant(ImageReference name, String reference) {
        try {
            ImageReference asked = ImageReference.parse(reference);
            return asked.tag() == null ? name.repository().equals(asked) : name.equals(asked);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public void tag(String source, ImageReference name) throws IOException {
        Image image = require(source);
        if (name.digest() != null) {
            throw EngineException.invalid("refusing to create a tag with a digest reference");
        }
        records.tag(image.id(), name.withDefaultTag());
        publish("tag", name.withDefaultTag().familiar(), image);
    }

    /// What a removal did, in order.
    public sealed interface Removal {
        record Untagged(String name) implements Removal {}

        record Deleted(Digest digest) implements Removal {}
    }

    /// Who uses an image, asked when it is to be removed.
    public interface Users {
        /// @return a container of the image: its id and whether it runs
        Optional<User> of(Digest image);

        record User(String containerId, boolean isRunning) {}
    }

    /// Removes a name, and with its last name the image, as `docker rmi` does.
    public List<Removal> remove(String reference, boolean force, Users users) throws IOException {
        Image image = require(reference);
        boolean byId = isId(image, reference);
        List<String> names = image.tags();
        List<Removal> removals = new ArrayList<>();
        Optional<Users.User> user = users.of(image.id());
        if (!byId && names.size() > 1) {
            untag(image, ImageReference.parse(reference).withDefaultTag(), removals);
            return removals;
        }
        if (byId && names.size() > 1 && !force) {
            throw EngineException.conflict(
                    "conflict: unable to delete %s (must be forced) - image is referenced in multiple repositories"
                            .formatted(image.id().shortHex()));
        }
        if (user.isPresent()) {
            refuseUsed(image, reference, byId, user.get(), force);
            image.names().forEach(name -> removals.add(new Removal.Untagged(name.familiar())));
        } else {
            image.names().forEach(name -> removals.add(new Removal.Untagged(name.familiar())));
            removals.add(new Removal.Deleted(image.id()));
        }
        if (user.isPresent()) {
            for (ImageReference name : image.names()) {
                records.untag(name);
            }
            return removals;
        }
        delete(image, removals);
        return removals;
    }

    private static boolean isId(Image image, String reference) {
        String hex = reference.startsWith("sha256:") ? reference.substring(7) : reference;
        return image.id().hex().startsWith(hex);
    }

    private static void refuseUsed(
            Image image, String reference, boolean byId, Users.User user, boolean force) {
        String who = user.containerId().substring(0, 12);
        if (user.isRunning() && (byId || !force)) {
            throw EngineException.conflict(
                    byId
                            ? "conflict: unable to delete %s (cannot be forced) - image is being used by running container %s"
                                    .formatted(image.id().shortHex(), who)
                            : "conflict: unable to remove repository reference \"%s\" (must force) - container %s is using its referenced image %s"
                                    .formatted(reference, who, image.id().shortHex()));
        }
        if (!force) {
            throw EngineException.conflict(
                    byId
                            ? "conflict: unable to delete %s (must be forced) - image is being used by stopped container %s"
                                    .formatted(image.id().shortHex(), who)
                            : "conflict: unable to remove repository reference \"%s\" (must force) - container %s is using its referenced image %s"
                                    .formatted(reference, who, image.id().shortHex()));
        }
    }

    private void untag(Image image, ImageReference name, List<Removal> removals)
            throws IOException {
        records.untag(name);
        removals.add(new Removal.Untagged(name.familiar()));
        publish("untag", image.id().toString(), image);
    }

    private void delete(Image image, List<Removal> removals) throws IOException {
        records.remove(image.id());
        publish("delete", image.id().toString(), image);
        for (Digest layer : collect()) {
            removals.add(new Removal.Deleted(layer));
        }
    }

    /// Removes images without a name that no container uses.
    ///
    /// @param all also those with a name
    public List<Removal> prune(boolean all, Users users) throws IOException {
        List<Removal> removals = new ArrayList<>();
        for (Image image : all()) {
            if ((all || image.tags().isEmpty()) && users.of(image.id()).isEmpty()) {
                image.names().forEach(name -> removals.add(new Removal.Untagged(name.familiar())));
                removals.add(new Removal.Deleted(image.id()));
                delete(image, removals);
            }
        }
        return removals;
    }

    /// Bytes of all unpacked layers.
    public long layersSize() {
        return layers.all().stream().mapToLong(layer -> layer.size()).sum();
    }

    /// What each of an image's layers takes unpacked, lowest first.
    public List<Long> layerSizes(Image image) {
        return image.config().chain().stream()
                .map(chain -> layers.find(chain).map(Layer::size).orElse(0L))
                .toList();
    }

    private synchronized List<Digest> collect() throws IOException {
        return collector.collect(records.all());
    }

    private void publish(String action, String id, Image image) {
        Map<String, String> attributes = new java.util.HashMap<>();
        Map<String, String> labels = image.config().run().labels();
        if (labels != null) {
            attributes.putAll(labels);
        }
        attributes.put("name", image.tags().stream().findFirst().orElse(id));
        events.publish("image", action, id, attributes);
    }

    /// The digests an image refers to, for whoever must keep them.
    public static Set<Digest> chain(Image image) {
        return Set.copyOf(image.config().chain());
    }
}
