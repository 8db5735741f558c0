package dev.gantry.engine.image;

import dev.gantry.base.Failpoint;
import dev.gantry.engine.EngineException;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import dev.gantry.oci.archive.ArchivedImage;
import dev.gantry.oci.archive.ImageArchives;
import dev.gantry.oci.archive.SavedImage;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.layer.TarLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Images from archives into the store, and from the store into archives.
final class ImageArchiving {
    private static final long MOST_ARCHIVE_BYTES = 1L << 40;

    private final BlobStore blobs;
    private final LayerUnpack unpack;
    private final ImageRecords records;
    private final ImageEvents events;

    ImageArchiving(BlobStore blobs, LayerUnpack unpack, ImageRecords records, ImageEvents events) {
        this.blobs = blobs;
        this.unpack = unpack;
        this.records = records;
        this.events = events;
    }

    /// Reads an archive. When one of its images is damaged, none of them is added.
    ///
    /// @param platform to take of images that are there for several; `null` for all
    List<Images.Loaded> load(
            InputStream archive, @Nullable Platform platform, Progress progress, Leases.Lease lease)
            throws IOException, InterruptedException {
        List<ArchivedImage> read =
                ImageArchives.read(
                        archive, blobs, TarLimits.of(MOST_ARCHIVE_BYTES), platform, lease::hold);
        Failpoint.LOAD_READ.reach();
        List<StoredImage> stored = new ArrayList<>();
        for (ArchivedImage image : read) {
            hold(lease, image);
            long size = unpack.all(image.manifest(), image.config(), loading(progress));
            blobs.put(image.manifest().bytes());
            stored.add(StoredImage.of(image.manifest(), image.config(), size));
        }
        Failpoint.LOAD_BEFORE_RECORD.reach();
        Map<Object, Images.Loaded> loaded = new LinkedHashMap<>();
        records.together(() -> {
            for (int i = 0; i < read.size(); i++) {
                add(read.get(i), stored.get(i), loaded);
            }
        });
        for (StoredImage added : stored) {
            records.find(added.id().toString()).ifPresent(image -> events.publish("load", image));
        }
        return List.copyOf(loaded.values());
    }

    private static void hold(Leases.Lease lease, ArchivedImage image) {
        Set<Digest> needs = new HashSet<>();
        StoredImage.of(image.manifest(), image.config(), 0).addNeeds(needs);
        Descriptor root = image.root();
        if (root != null) {
            needs.add(root.digest());
        }
        needs.forEach(lease::hold);
    }

    /// Of an image for several platforms one line is told, for the first of them.
    private void add(ArchivedImage image, StoredImage stored, Map<Object, Images.Loaded> loaded)
            throws IOException {
        Descriptor root = image.root();
        records.add(stored, image.names(), root);
        Object group = root == null ? stored.id() : root.digest();
        loaded.putIfAbsent(group, new Images.Loaded(stored.id(), image.names()));
    }

    private static Progress loading(Progress progress) {
        return new Progress() {
            @Override
            public void status(String id, String status) {
                progress.status(id, status);
            }

            @Override
            public void advanced(String id, String status, long current, long total) {
                progress.advanced(id, "Loading layer", current, total);
            }
        };
    }

    /// What a save is to write.
    ///
    /// @param references names or ids; a name is written into the archive, an id is not
    List<SavedImage> chosen(Collection<String> references, @Nullable Platform platform)
            throws IOException {
        List<SavedImage> saved = new ArrayList<>();
        for (String reference : references) {
            Image any =
                    records.find(reference)
                            .orElseThrow(() -> EngineException.noSuchImage(reference));
            Image image = any;
            if (platform != null) {
                image =
                        records.find(reference, platform)
                                .orElseThrow(() ->
                                        new EngineException(
                                                EngineException.Kind.FAILED,
                                                "no suitable export target found for platform "
                                                        + platform));
            }
            requireWhole(image);
            List<ImageReference> names =
                    any.names().stream()
                            .filter(name -> name.tag() != null && isMeant(name, reference))
                            .toList();
            saved.add(
                    new SavedImage(
                            names,
                            image.manifest(),
                            image.config(),
                            platform == null ? beside(names, image) : null));
        }
        return saved;
    }

    /// Once an archive has begun a failure can only cut it short, so what can be seen is seen
    /// first.
    private void requireWhole(Image image) throws IOException {
        for (Descriptor layer : image.manifest().layers()) {
            if (!blobs.has(layer.digest()) || blobs.size(layer.digest()) != layer.size()) {
                throw new EngineException(
                        EngineException.Kind.FAILED,
                        "blob %s of image %s is damaged; repair it with 'gantry system check --repair'"
                                .formatted(layer.digest(), image.id().shortHex()));
            }
        }
    }

    void save(OutputStream out, List<SavedImage> chosen) throws IOException {
        ImageArchives.write(out, blobs, chosen);
        for (SavedImage saved : chosen) {
            records.find(saved.config().id().toString())
                    .ifPresent(image -> events.publish("save", image));
        }
    }

    private SavedImage.@Nullable Beside beside(List<ImageReference> names, Image image)
            throws IOException {
        Optional<Target> target =
                names.stream().flatMap(name -> records.target(name).stream()).findFirst();
        if (target.isEmpty() || target.get().images().size() < 2) {
            return null;
        }
        Descriptor root = target.get().root();
        if (root == null
                || !(Document.parse(root.mediaType(), blobs.read(root.digest(), Document.LARGEST))
                        instanceof Document.Index index)) {
            return null;
        }
        List<Document.Manifest> others = new ArrayList<>();
        for (Digest id : target.get().images()) {
            if (!id.equals(image.id())) {
                records.find(id.toString()).ifPresent(other -> others.addAll(other.manifests()));
            }
        }
        return new SavedImage.Beside(index, others);
    }

    private static boolean isMeant(ImageReference name, String reference) {
        try {
            ImageReference asked = ImageReference.parse(reference);
            return asked.tag() == null ? name.repository().equals(asked) : name.equals(asked);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
