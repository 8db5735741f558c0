package dev.gantry.engine.image;

import dev.gantry.base.Failpoint;
import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.state.Database;
import dev.gantry.engine.state.Database.Change;
import dev.gantry.engine.state.Database.Kind;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import dev.gantry.oci.blob.BlobStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which images there are and what they are called; the database and its picture in memory. All
/// methods hold one lock, and none waits for anything but the disk.
final class ImageRecords {
    private static final Logger LOG = LoggerFactory.getLogger(ImageRecords.class);

    private final Database database;
    private final BlobStore blobs;
    private final Map<Digest, StoredImage> images = new HashMap<>();
    private final Map<Digest, Damaged> damaged = new TreeMap<>();
    private final NameTable names = new NameTable();
    private boolean isChanged;

    /// An image whose documents cannot be read.
    record Damaged(ImageText text, String why) {}

    private ImageRecords(Database database, BlobStore blobs) {
        this.database = database;
        this.blobs = blobs;
    }

    static ImageRecords open(Database database, BlobStore blobs) throws IOException {
        ImageRecords records = new ImageRecords(database, blobs);
        records.load();
        return records;
    }

    private synchronized void load() throws IOException {
        images.clear();
        damaged.clear();
        names.clear();
        for (Map.Entry<String, JsonValue> row : database.all(Kind.IMAGE).entrySet()) {
            load(Digest.parse(row.getKey()), Json.read(ImageText.class, row.getValue()));
        }
        for (Map.Entry<String, JsonValue> row : database.all(Kind.IMAGE_NAME).entrySet()) {
            Target target = Json.read(ImageText.Name.class, row.getValue()).target();
            if (isKnown(target.main())) {
                names.put(ImageReference.parse(row.getKey()), target);
            }
        }
    }

    /// Runs several changes that happen together or not at all.
    synchronized void together(Database.Work work) throws IOException {
        isChanged = false;
        try {
            database.together(work);
        } catch (IOException | RuntimeException e) {
            if (isChanged) {
                load(); // what was not written is not so
            }
            throw e;
        }
    }

    private boolean isKnown(Digest id) {
        return images.containsKey(id) || damaged.containsKey(id);
    }

    /// An image whose documents are damaged stays away from use, and is said to be.
    private void load(Digest id, ImageText text) {
        try {
            images.put(id, text.stored(blobs));
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("image {} cannot be used: {}; pull it again", id, e.getMessage());
            damaged.put(id, new Damaged(text, String.valueOf(e.getMessage())));
        }
    }

    /// All that can be found, the youngest first.
    synchronized List<Image> all() {
        return images.entrySet().stream()
                .filter(entry -> !entry.getValue().isRemoved())
                .map(entry -> image(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(Image::created).reversed().thenComparing(Image::id))
                .toList();
    }

    private Image image(Digest id, StoredImage stored) {
        return new Image(
                id,
                stored.manifests(),
                stored.config(),
                names.of(id),
                names.isVariant(id),
                stored.size(),
                stored.lastTagged(),
                stored.parent());
    }

    /// By name, by id, or by the beginning of one.
    ///
    /// @throws EngineException when it is there but damaged, or the beginning is that of several
    synchronized Optional<Image> find(String reference) {
        Optional<Digest> id =
                byId(reference)
                        .or(() -> names.find(reference).map(Target::main))
                        .or(() -> byPrefix(reference));
        return id.map(this::whole);
    }

    /// The image a reference means for a platform.
    synchronized Optional<Image> find(String reference, Platform platform) {
        Optional<Target> target =
                byId(reference).isPresent() ? Optional.empty() : names.find(reference);
        return target.isEmpty()
                ? find(reference).filter(image -> image.config().platform().serves(platform))
                : target.get().images().stream()
                        .map(this::whole)
                        .filter(image -> image.config().platform().serves(platform))
                        .findFirst();
    }

    private Image whole(Digest id) {
        StoredImage stored = images.get(id);
        if (stored == null) {
            Damaged broken = damaged.get(id);
            throw new EngineException(
                    EngineException.Kind.FAILED,
                    "image %s is damaged: %s; pull it again, or repair it with 'gantry system check --repair'"
                            .formatted(id.shortHex(), broken == null ? "it is gone" : broken.why));
        }
        return image(id, stored);
    }

    private Optional<Digest> byId(String reference) {
        String hex = hex(reference);
        return hex.matches("[a-f0-9]{64}")
                ? Optional.of(Digest.sha256(hex)).filter(this::isVisible)
                : Optional.empty();
    }

    private boolean isVisible(Digest id) {
        StoredImage stored = images.get(id);
        return stored == null ? damaged.containsKey(id) : !stored.isRemoved();
    }

    private Optional<Digest> byPrefix(String reference) {
        String hex = hex(reference);
        if (!hex.matches("[a-f0-9]{1,63}")) {
            return Optional.empty();
        }
        Set<Digest> all = new HashSet<>(images.keySet());
        all.addAll(damaged.keySet());
        List<Digest> found =
                all.stream().filter(id -> id.hex().startsWith(hex) && isVisible(id)).toList();
        if (found.size() > 1) {
            throw EngineException.invalid(
                    "ambiguous reference: more than one image begins with " + reference);
        }
        return found.stream().findFirst();
    }

    private static String hex(String reference) {
        return reference.startsWith("sha256:") ? reference.substring(7) : reference;
    }

    /// The configuration of an image, also of one that only containers need.
    synchronized Optional<ImageConfig> config(Digest id) {
        return Optional.ofNullable(images.get(id)).map(StoredImage::config);
    }

    synchronized Optional<Target> target(ImageReference name) {
        return Optional.ofNullable(names.target(name));
    }

    /// The names an image is meant by when no platform is said.
    synchronized List<ImageReference> names(Digest image) {
        return names.of(image);
    }

    /// The names that mean an image, at least for its platform.
    synchronized List<NameTable.Named> partOf(Digest image) {
        return names.partOf(image);
    }

    synchronized Map<Digest, Damaged> damaged() {
        return Map.copyOf(damaged);
    }

    /// Whether images were made of this one.
    synchronized boolean hasChildren(Digest id) {
        return images.values().stream()
                .anyMatch(stored -> id.equals(stored.parent()) && !stored.isRemoved());
    }

    synchronized Set<Digest> parents() {
        Set<Digest> parents = new HashSet<>();
        for (StoredImage stored : images.values()) {
            Digest parent = stored.parent();
            if (parent != null && !stored.isRemoved()) {
                parents.add(parent);
            }
        }
        return parents;
    }

    /// Adds an image under names. A name that led to the same root means this image as well, for
    /// its platform; a name that meant something else now means this.
    ///
    /// @param root what the names led to, or `null`
    /// @return whether anything has changed
    synchronized boolean add(
            StoredImage added, List<ImageReference> under, @Nullable Descriptor root)
            throws IOException {
        Digest id = added.id();
        StoredImage present = images.get(id);
        StoredImage kept = present == null ? added : present.with(added);
        Map<ImageReference, Target> changed = new HashMap<>();
        for (ImageReference name : under) {
            Target target = merged(names.target(name), root, id, kept);
            if (!target.equals(names.target(name))) {
                changed.put(name, target);
            }
        }
        boolean isNew = present == null || !present.covers(added);
        if (!isNew && changed.isEmpty()) {
            return false;
        }
        write(id, kept, changed);
        return true;
    }

    private Target merged(
            @Nullable Target old, @Nullable Descriptor root, Digest id, StoredImage own) {
        List<Digest> all = new ArrayList<>(List.of(id));
        Descriptor oldRoot = old == null ? null : old.root();
        if (old != null && root != null && oldRoot != null && isSame(root, oldRoot)) {
            old.images().stream()
                    .filter(other -> !other.equals(id) && images.containsKey(other))
                    .forEach(all::add);
        }
        boolean isOurs = own.config().platform().serves(Platform.current());
        all.sort(Comparator.comparing(image -> !(image.equals(id) ? isOurs : isOurs(image))));
        return new Target(root, all);
    }

    private static boolean isSame(Descriptor a, Descriptor b) {
        return a.digest().equals(b.digest());
    }

    private boolean isOurs(Digest id) {
        StoredImage stored = images.get(id);
        return stored != null && stored.config().platform().serves(Platform.current());
    }

    private void write(Digest id, StoredImage stored, Map<ImageReference, Target> targets)
            throws IOException {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Put(Kind.IMAGE, id.toString(), ImageText.of(stored)));
        targets.forEach((name, target) -> changes.add(put(name, target)));
        database.change(changes);
        isChanged = true;
        Failpoint.IMAGE_RECORDED.reach();
        images.put(id, stored);
        damaged.remove(id);
        targets.forEach(names::put);
    }

    private static Change put(ImageReference name, Target target) {
        return new Change.Put(Kind.IMAGE_NAME, name.toString(), ImageText.Name.of(target));
    }

    /// Lets a name mean what it is told.
    synchronized void tag(Target target, ImageReference name) throws IOException {
        StoredImage stored = images.get(target.main());
        if (stored == null || stored.isRemoved()) {
            throw EngineException.noSuchImage(target.main().toString());
        }
        write(target.main(), stored.tagged(), Map.of(name, target));
    }

    synchronized void untag(ImageReference name) throws IOException {
        database.remove(Kind.IMAGE_NAME, name.toString());
        isChanged = true;
        Failpoint.NAME_REMOVED.reach();
        names.remove(name.toString());
    }

    /// Removes an image and takes it out of all names; those that mean nothing else go too.
    ///
    /// @param isUsed whether containers still need it: then it stays, and nobody finds it
    synchronized void remove(Digest id, boolean isUsed) throws IOException {
        List<Change> changes = new ArrayList<>();
        StoredImage stored = images.get(id);
        changes.add(
                isUsed && stored != null
                        ? new Change.Put(Kind.IMAGE, id.toString(), ImageText.of(stored.removed()))
                        : new Change.Remove(Kind.IMAGE, id.toString()));
        List<NameTable.Named> affected = names.partOf(id);
        for (NameTable.Named named : affected) {
            changes.add(
                    without(named, id)
                            .<Change>map(left -> put(named.name(), left))
                            .orElse(new Change.Remove(Kind.IMAGE_NAME, named.name().toString())));
        }
        database.change(changes);
        isChanged = true;
        for (NameTable.Named named : affected) {
            names.remove(named.name().toString());
            without(named, id).ifPresent(left -> names.put(named.name(), left));
        }
        damaged.remove(id);
        if (isUsed && stored != null) {
            images.put(id, stored.removed());
        } else {
            images.remove(id);
        }
    }

    private static Optional<Target> without(NameTable.Named named, Digest id) {
        List<Digest> left =
                named.target().images().stream().filter(image -> !image.equals(id)).toList();
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(new Target(named.target().root(), left));
    }

    /// Images that only containers need.
    synchronized List<Digest> removed() {
        return images.entrySet().stream()
                .filter(entry -> entry.getValue().isRemoved())
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Every blob and layer that images and names refer to.
    synchronized Set<Digest> needed() {
        Set<Digest> needed = new HashSet<>();
        images.values().forEach(stored -> stored.addNeeds(needed));
        for (Map.Entry<Digest, Damaged> broken : damaged.entrySet()) {
            needed.add(broken.getKey());
            broken.getValue().text.manifests().forEach(m -> needed.add(Digest.parse(m.digest())));
        }
        for (NameTable.Named named : names.all()) {
            Descriptor root = named.target().root();
            if (root != null) {
                needed.add(root.digest());
            }
        }
        return needed;
    }

    /// What an image and its names refer to.
    synchronized Set<Digest> needsOf(Digest id) {
        Set<Digest> needs = new HashSet<>();
        StoredImage stored = images.get(id);
        if (stored != null) {
            stored.addNeeds(needs);
        }
        for (NameTable.Named named : names.partOf(id)) {
            Descriptor root = named.target().root();
            if (root != null) {
                needs.add(root.digest());
            }
        }
        return needs;
    }
}
