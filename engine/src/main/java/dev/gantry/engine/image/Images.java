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
import dev.gantry.oci.archive.SavedImage;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.blob.OutOfSpaceException;
import dev.gantry.oci.layer.MalformedArchiveException;
import dev.gantry.oci.registry.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
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
    private final Database database;
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
    private final ImageMaking making;
    private final ImageArchiving archiving;
    private volatile ImageUsers users = ImageUsers.NONE;

    private Images(
            Database database,
            BlobStore blobs,
            LayerStore layers,
            ImageRecords records,
            Registry registry,
            RegistrySettings settings,
            Events events) {
        this.database = database;
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
        this.archiving = new ImageArchiving(blobs, unpack, records, this.events);
        this.making = new ImageMaking(blobs, unpack, records);
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
                database,
                blobs,
                layers,
                ImageRecords.open(database, blobs),
                registry,
                settings,
                events);
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

    /// Keeps an image while something is made that will use it.
    ///
    /// @throws EngineException when there is none
    public ImageUse use(String reference, @Nullable Platform platform) {
        Leases.Lease lease = leases.open();
        try {
            Image image = require(reference, platform);
            lease.hold(image.id());
            Image held = require(image.id().toString());
            held.config().chain().forEach(lease::hold);
            return new ImageUse(image, lease::close);
        } catch (RuntimeException e) {
            lease.close();
            throw e;
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
    /// @param platform to take of images that are there for several; `null` for all
    /// @throws EngineException `INVALID` when the archive is not what it should be
    public List<Loaded> load(InputStream archive, @Nullable Platform platform, Progress progress)
            throws IOException, InterruptedException {
        return leased(lease -> archiving.load(archive, platform, progress, lease));
    }

    /// All of an archive.
    public List<Loaded> load(InputStream archive, Progress progress)
            throws IOException, InterruptedException {
        return load(archive, null, progress);
    }

    /// Chosen images on their way into an archive.
    public interface Saving {
        /// Writes them as `docker save` does.
        void writeTo(OutputStream out) throws IOException;
    }

    /// @param references names or ids; a name is written into the archive, an id is not
    /// @param platform of which they are to be; `null` for all there are
    /// @throws EngineException when one is not here
    public Saving save(Collection<String> references, @Nullable Platform platform)
            throws IOException {
        references.forEach(this::require);
        List<SavedImage> chosen = archiving.chosen(references, platform);
        return out -> archiving.save(out, chosen);
    }

    /// Makes an image here.
    ///
    /// @throws EngineException `INVALID` when the layer is not an archive
    public Image make(NewImage wanted, NewImage.Layer layer)
            throws IOException, InterruptedException {
        Digest id = leased(lease -> making.make(wanted, layer, lease));
        Image image = require(id.toString());
        ImageReference name = wanted.name();
        if (name != null) {
            events.publish("tag", image, image.id().toString(), name.familiar());
        }
        return image;
    }

    private interface Work<T> {
        T run(Leases.Lease lease) throws IOException, InterruptedException;
    }

    private <T> T leased(Work<T> work) throws IOException, InterruptedException {
        try (Leases.Lease lease = leases.open()) {
            try {
                return work.run(lease);
            } catch (IOException | InterruptedException | RuntimeException e) {
                abandon(lease, e);
                throw e;
            }
        } catch (MalformedArchiveException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    /// What failed work brought into the store goes again.
    private void abandon(Leases.Lease lease, Exception failure) {
        Set<Digest> brought = lease.held();
        lease.close();
        try {
            collector.collect(brought);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /// Reads all that images are made of and compares it with what it must be.
    ///
    /// @param repair whether what is damaged is replaced where that is possible: a layer from its
    ///   blob, a blob from the registry its image came from
    public CheckReport check(boolean repair) throws IOException, InterruptedException {
        try (Leases.Lease lease = leases.open()) {
            return new ImageCheck(blobs, layers, records, transfers::fetchAgain).run(repair, lease);
        }
    }

    /// Tells that an image was made in some way.
    public void announce(String action, Image image) {
        events.publish(action, image);
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
        ImageRemoval.Manner manner = new ImageRemoval.Manner(force, parents, platform);
        return removing(() -> removal.remove(image, reference, manner, users));
    }

    /// Removes images that are not needed, and all that no image needs.
    public ImagePrune.Pruned prune(ImagePrune.Wanted wanted) throws IOException {
        return removing(() -> prune.run(wanted, users));
    }

    private interface Removing<T> {
        T run() throws IOException;
    }

    /// On a full disk it begins anew with the room that is kept for it.
    private <T> T removing(Removing<T> work) throws IOException {
        try {
            T result = work.run();
            database.takeRoomBack();
            return result;
        } catch (IOException e) {
            if (!OutOfSpaceException.isReason(e) || !database.makeRoom()) {
                throw e;
            }
            return work.run();
        }
    }

    /// To be called when a container is gone: perhaps it was the last user of a removed image.
    public void released() throws IOException {
        removal.forget(users);
    }

    /// Bytes of all unpacked layers.
    public long layersSize() {
        return layers.all().stream().mapToLong(layer -> layer.size()).sum();
    }

    /// The images an image was made of here, the nearest first.
    public List<Image> ancestors(Image image) {
        List<Image> ancestors = new ArrayList<>();
        Digest parent = image.parent();
        while (parent != null) {
            Optional<Image> found = records.find(parent.toString());
            found.ifPresent(ancestors::add);
            parent = found.map(Image::parent).orElse(null);
        }
        return ancestors;
    }

    /// How many bytes of their unpacked layers images share with others.
    public Map<Digest, Long> sharedSizes() {
        return SharedSizes.of(all(), records.parents(), layers);
    }

    /// What each of an image's layers takes unpacked, lowest first.
    public List<Long> layerSizes(Image image) {
        return image.config().chain().stream()
                .map(chain -> layers.find(chain).map(Layer::size).orElse(0L))
                .toList();
    }
}
