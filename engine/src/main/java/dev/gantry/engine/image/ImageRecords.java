package dev.gantry.engine.image;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.state.Database;
import dev.gantry.engine.state.Database.Change;
import dev.gantry.engine.state.Database.Kind;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.blob.BlobStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which images there are and what they are called; the database and its picture in memory. All
/// methods hold one lock, and none waits for anything but the disk.
final class ImageRecords {
    private static final Logger LOG = LoggerFactory.getLogger(ImageRecords.class);

    private final Database database;
    private final Map<Digest, Stored> images = new HashMap<>();

    /// Names in their whole form.
    private final Map<String, Digest> names = new TreeMap<>();

    /// An image without its names.
    record Stored(Document.Manifest manifest, ImageConfig config, long size, Instant lastTagged) {}

    /// As it is written.
    private record ImageText(String manifestType, String manifest, long size, Instant lastTagged) {}

    private record NameText(String image) {}

    private ImageRecords(Database database) {
        this.database = database;
    }

    static ImageRecords open(Database database, BlobStore blobs) throws IOException {
        ImageRecords records = new ImageRecords(database);
        for (Map.Entry<String, JsonValue> row : database.all(Kind.IMAGE).entrySet()) {
            records.load(row.getKey(), Json.read(ImageText.class, row.getValue()), blobs);
        }
        for (Map.Entry<String, JsonValue> row : database.all(Kind.IMAGE_NAME).entrySet()) {
            Digest id = Digest.parse(Json.read(NameText.class, row.getValue()).image);
            if (records.images.containsKey(id)) {
                records.names.put(row.getKey(), id);
            }
        }
        return records;
    }

    /// An image whose documents are damaged is left out, and said to be.
    private void load(String id, ImageText text, BlobStore blobs) {
        try {
            byte[] manifest = blobs.read(Digest.parse(text.manifest), Document.LARGEST);
            if (Document.parse(text.manifestType, manifest) instanceof Document.Manifest parsed) {
                byte[] config = blobs.read(parsed.config().digest(), Document.LARGEST);
                images.put(
                        Digest.parse(id),
                        new Stored(parsed, ImageConfig.parse(config), text.size, text.lastTagged));
            }
        } catch (IOException e) {
            LOG.error("image {} cannot be used: {}; pull it again", id, e.getMessage());
        }
    }

    synchronized List<Image> all() {
        return images.keySet().stream()
                .map(this::image)
                .sorted(Comparator.comparing(ImageRecords::created).reversed())
                .toList();
    }

    private static Instant created(Image image) {
        Instant created = image.config().created();
        return created == null ? Instant.EPOCH : created;
    }

    private Image image(Digest id) {
        Stored stored = images.get(id);
        if (stored == null) {
            throw new IllegalStateException("no image " + id);
        }
        List<ImageReference> own =
                names.entrySet().stream()
                        .filter(name -> name.getValue().equals(id))
                        .map(name -> ImageReference.parse(name.getKey()))
                        .toList();
        return new Image(id, stored.manifest, stored.config, own, stored.size, stored.lastTagged);
    }

    /// By name, by id, or by the beginning of one.
    synchronized Optional<Image> find(String reference) {
        Optional<Digest> id = byId(reference);
        return (id.isPresent() ? id : byName(reference)).map(this::image);
    }

    private Optional<Digest> byName(String reference) {
        try {
            ImageReference parsed = ImageReference.parse(reference).withDefaultTag();
            Digest digest = parsed.digest();
            ImageReference key = digest == null ? parsed : parsed.withDigest(digest);
            return Optional.ofNullable(names.get(key.toString())).or(() -> byPrefix(reference));
        } catch (IllegalArgumentException e) {
            return byPrefix(reference);
        }
    }

    private Optional<Digest> byId(String reference) {
        String hex = reference.startsWith("sha256:") ? reference.substring(7) : reference;
        return hex.matches("[a-f0-9]{64}")
                ? Optional.of(Digest.sha256(hex)).filter(images::containsKey)
                : Optional.empty();
    }

    private Optional<Digest> byPrefix(String reference) {
        String hex = reference.startsWith("sha256:") ? reference.substring(7) : reference;
        if (!hex.matches("[a-f0-9]{1,63}")) {
            return Optional.empty();
        }
        List<Digest> found =
                images.keySet().stream().filter(id -> id.hex().startsWith(hex)).toList();
        if (found.size() > 1) {
            throw EngineException.invalid(
                    "ambiguous reference: more than one image begins with " + reference);
        }
        return found.stream().findFirst();
    }

    /// Adds an image under names; a name that meant another image now means this one.
    ///
    /// @return whether anything has changed
    synchronized boolean add(Digest id, Stored stored, List<ImageReference> newNames)
            throws IOException {
        List<Change> changes = new ArrayList<>();
        boolean isNew = !images.containsKey(id);
        if (isNew) {
            changes.add(
                    new Change.Put(
                            Kind.IMAGE,
                            id.toString(),
                            new ImageText(
                                    stored.manifest.descriptor().mediaType(),
                                    stored.manifest.descriptor().digest().toString(),
                                    stored.size,
                                    stored.lastTagged)));
        }
        for (ImageReference name : newNames) {
            if (!id.equals(names.get(name.toString()))) {
                changes.add(
                        new Change.Put(
                                Kind.IMAGE_NAME, name.toString(), new NameText(id.toString())));
            }
        }
        if (changes.isEmpty()) {
            return false;
        }
        database.change(changes);
        images.putIfAbsent(id, stored);
        newNames.forEach(name -> names.put(name.toString(), id));
        return true;
    }

    synchronized void tag(Digest id, ImageReference name) throws IOException {
        Stored stored = images.get(id);
        if (stored == null) {
            throw EngineException.noSuchImage(id.toString());
        }
        add(id, stored, List.of(name));
    }

    synchronized void untag(ImageReference name) throws IOException {
        database.remove(Kind.IMAGE_NAME, name.toString());
        names.remove(name.toString());
    }

    synchronized void remove(Digest id) throws IOException {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Remove(Kind.IMAGE, id.toString()));
        List<String> own =
                names.entrySet().stream()
                        .filter(name -> name.getValue().equals(id))
                        .map(Map.Entry::getKey)
                        .toList();
        own.forEach(name -> changes.add(new Change.Remove(Kind.IMAGE_NAME, name)));
        database.change(changes);
        images.remove(id);
        own.forEach(names::remove);
    }
}
