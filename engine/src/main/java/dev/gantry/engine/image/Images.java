package dev.gantry.engine.image;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.event.Events;
import dev.gantry.engine.state.Database;
import dev.gantry.host.storage.Layer;
import dev.gantry.host.storage.LayerStore;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import dev.gantry.oci.archive.ArchivedImage;
import dev.gantry.oci.archive.ImageArchives;
import dev.gantry.oci.archive.SavedImage;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.layer.MalformedArchiveException;
import dev.gantry.oci.layer.TarLimits;
import dev.gantry.oci.registry.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    private final Transfers transfers;
    private final Registries registries;
    private final ImageCollector collector;
    private final ImageEvents events;
    private final ImageRemoval removal;
    private final ImagePrune prune;
    private final ManifestList manifests;
    private volatile ImageUsers users = ImageUsers.NONE;

    private Images(
            BlobStore blobs,
            LayerStore layers,
            ImageRecords records,
            Registry registry,
            RegistrySettings settings,
            Events events) {
        this.blobs = blobs;
        this.layers = layers;
        this.records = records;
        this.events = new ImageEvents(events);
        this.unpack = new LayerUnpack(blobs, layers);
        this.registries = new Registries(registry);
        this.transfers =
                new Transfers(
                        blobs,
                        records,
                        leases,
                        this.events,
                        new Puller(registry, blobs, unpack, settings.downloadsAtOnce()),
                        new Pusher(registry, blobs, records, settings.uploadsAtOnce()));
        this.collector = new ImageCollector(blobs, layers, records, leases);
        this.removal = new ImageRemoval(records, collector, leases, this.events);
        this.manifests = new ManifestList(blobs, records);
        this.prune = new ImagePrune(records, removal, collector, this.events);
    }

    /// @param content directory of the blobs
    public static Images open(
            Path content,
            LayerStore layers,
            Database database,
            Registry registry,
            RegistrySettings settings,
            Events events)
            throws IOException {
        BlobStore blobs = BlobStore.open(content);
        return new Images(
                blobs, layers, ImageRecords.open(database, blobs), registry, settings, events);
    }

    /// Says who uses images. Until then nobody does, and nothing may be removed.
    public void usedBy(ImageUsers containers) throws IOException {
        users = containers;
        released();
    }

    /// All images, the youngest first.
    public List<Image> all() {
        return records.all();
    }

    public Optional<Image> find(String reference) {
        return records.find(reference);
    }

    /// The image a reference means for a platform, or when that is `null`, for this machine or else
    /// whatever it means.
    public Optional<Image> find(String reference, @Nullable Platform platform) {
        return platform == null ? find(reference) : records.find(reference, platform);
    }

    /// @throws EngineException when there is none
    public Image require(String reference) {
        return find(reference).orElseThrow(() -> EngineException.noSuchImage(shown(reference)));
    }

    /// @throws EngineException when there is none, or none for this platform
    public Image require(String reference, @Nullable Platform platform) {
        Image image = require(reference);
        return find(reference, platform)
                .orElseThrow(() -> otherPlatform(reference, image, platform));
    }

    private static EngineException otherPlatform(
            String reference, Image image, @Nullable Platform wanted) {
        return EngineException.notFound(
                "image with reference %s was found but its platform (%s) does not match the specified platform (%s)"
                        .formatted(reference, image.config().platform(), wanted));
    }

    /// What a name means, with its other platforms.
    public Optional<Target> target(ImageReference name) {
        return records.target(name);
    }

    /// The document a digest is of, such as the root of a {@link Target}.
    public Document document(Descriptor descriptor) throws IOException {
        return Document.parse(
                descriptor.mediaType(), blobs.read(descriptor.digest(), Document.LARGEST));
    }

    /// What the names of an image lead to: an index, or its one manifest.
    public Descriptor root(Image image) {
        return manifests.root(image);
    }

    /// The manifests an image's name leads to, those of other platforms included.
    public List<ManifestSummary> manifests(Image image) throws IOException {
        return manifests.of(image);
    }

    /// Whether a blob is here.
    public boolean has(Digest blob) {
        return blobs.has(blob);
    }

    /// The layers of an image by their chain ids, lowest first; also of one that was removed while
    /// a container uses it.
    ///
    /// @throws EngineException when it is not here
    public List<Digest> layersOf(Digest image) {
        return records.config(image)
                .map(ImageConfig::chain)
                .orElseThrow(() -> EngineException.noSuchImage(image.toString()));
    }

    /// An image that stays, whatever is removed, until this is closed.
    public interface Use extends AutoCloseable {
        Image image();

        @Override
        void close();
    }

    /// Keeps an image while something is made that will use it.
    ///
    /// @throws EngineException when there is none
    public Use use(String reference, @Nullable Platform platform) {
        Leases.Lease lease = leases.open();
        try {
            Image image = require(reference, platform);
            lease.hold(image.id());
            Image held = require(image.id().toString());
            held.config().chain().forEach(lease::hold);
            return new Held(image, lease);
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    private record Held(Image image, Leases.Lease lease) implements Use {
        @Override
        public void close() {
            lease.close();
        }
    }

    /// Whether images were made of an image here.
    public Set<Digest> parents() {
        return records.parents();
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

    /// The ways from registries and to them.
    public Transfers transfers() {
        return transfers;
    }

    /// Questions to registries.
    public Registries registries() {
        return registries;
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
        records.add(StoredImage.of(image.manifest(), image.config(), size), image.names(), null);
        Image added = require(image.config().id().toString());
        events.publish("load", added);
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
            events.publish("save", image);
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
        ImageReference tag = name.withDefaultTag();
        records.tag(meant(source, image), tag);
        events.publish("tag", image, image.id().toString(), tag.familiar());
    }

    /// All platforms of a name, or the one image of an id.
    private Target meant(String source, Image image) {
        try {
            ImageReference parsed = ImageReference.parse(source).withDefaultTag();
            Digest digest = parsed.digest();
            return records.target(digest == null ? parsed : parsed.withDigest(digest))
                    .orElse(Target.of(image.id()));
        } catch (IllegalArgumentException e) {
            return Target.of(image.id());
        }
    }

    /// Removes a name, and with its last name the image, as `docker rmi` does.
    ///
    /// @param force also what has several names, or is used by containers that do not run
    /// @param parents also the images it was made of here, as far as nothing needs them
    /// @param platform of an image that is here for several, only that; `null` for all
    public List<Removal> remove(
            String reference, boolean force, boolean parents, @Nullable Platform platform)
            throws IOException {
        Image image = require(reference, platform);
        return removal.remove(
                image, reference, new ImageRemoval.Manner(force, parents, platform), users);
    }

    /// Removes images that are not needed, and all that no image needs.
    public ImagePrune.Pruned prune(ImagePrune.Wanted wanted) throws IOException {
        return prune.run(wanted, users);
    }

    /// To be called when a container is gone: perhaps it was the last user of a removed image.
    public void released() throws IOException {
        removal.forget(users);
    }

    /// Bytes of all unpacked layers.
    public long layersSize() {
        return layers.all().stream().mapToLong(layer -> layer.size()).sum();
    }

    /// How many bytes of their unpacked layers images share with others.
    public Map<Digest, Long> sharedSizes() {
        Set<Digest> parents = records.parents();
        Map<Digest, Integer> uses = new HashMap<>();
        List<Image> all = all();
        all.stream()
                .filter(image -> !image.names().isEmpty() || !parents.contains(image.id()))
                .forEach(image ->
                        image.config().chain().forEach(id -> uses.merge(id, 1, Integer::sum)));
        Map<Digest, Long> shared = new HashMap<>();
        for (Image image : all) {
            shared.put(
                    image.id(),
                    image.config().chain().stream()
                            .filter(id -> uses.getOrDefault(id, 0) > 1)
                            .mapToLong(id -> layers.find(id).map(Layer::size).orElse(0L))
                            .sum());
        }
        return shared;
    }

    /// What each of an image's layers takes unpacked, lowest first.
    public List<Long> layerSizes(Image image) {
        return image.config().chain().stream()
                .map(chain -> layers.find(chain).map(Layer::size).orElse(0L))
                .toList();
    }
}
