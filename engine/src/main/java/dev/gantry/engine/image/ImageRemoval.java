package dev.gantry.engine.image;

import dev.gantry.base.Failpoint;
import dev.gantry.engine.EngineException;
import dev.gantry.host.storage.Layer;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Removes names and images by the rules of `docker rmi`.
///
/// A name goes without question unless it is the last one of an image that containers use. With its
/// last name an image goes too, and what it alone was made of; images made of it, and containers,
/// keep it. Removals wait for each other.
final class ImageRemoval {
    private final ImageRecords records;
    private final ImageCollector collector;
    private final Leases leases;
    private final ImageEvents events;

    ImageRemoval(
            ImageRecords records, ImageCollector collector, Leases leases, ImageEvents events) {
        this.records = records;
        this.collector = collector;
        this.leases = leases;
        this.events = events;
    }

    /// How to remove.
    ///
    /// @param force also what several names mean, or containers that do not run use
    /// @param parents also the images it was made of, as far as nothing else needs them
    /// @param platform of several, only the image for this one; `null` for all
    record Manner(boolean force, boolean parents, @Nullable Platform platform) {}

    /// What was done in the database and is still to be told and cleaned up.
    private sealed interface Done {
        record Untagged(Image image, ImageReference name) implements Done {}

        record Forgotten(Digest image, Set<Digest> needs) implements Done {}
    }

    /// One removal going on. All it does in the database happens together.
    private final class Going {
        private final Manner manner;
        private final ImageUsers users;
        private final List<Done> done = new ArrayList<>();

        /// What names led to that are gone.
        private final Set<Digest> roots = new HashSet<>();

        Going(Manner manner, ImageUsers users) {
            this.manner = manner;
            this.users = users;
        }

        private void untag(Image image, ImageReference name) throws IOException {
            records.target(name).map(Target::root).ifPresent(root -> roots.add(root.digest()));
            records.untag(name);
            done.add(new Done.Untagged(image, name));
        }

        /// A name was said.
        private void byName(Image image, ImageReference name, Target target, String said)
                throws IOException {
            Optional<ImageUsers.User> user = users.of(image.id());
            if (!manner.force && user.isPresent() && isOneReference(image.names())) {
                throw EngineException.conflict(
                        "conflict: unable to remove repository reference \"%s\" (must force) - container %s is using its referenced image %s"
                                .formatted(said, shortId(user.get()), image.id().shortHex()));
            }
            untag(image, name);
            if (name.digest() == null) {
                untagDigests(image, name);
            }
            for (Digest member : target.images()) {
                if (records.partOf(member).isEmpty()) {
                    delete(member, manner.force, true);
                }
            }
        }

        /// With the last tag of a repository its digests go as well.
        private void untagDigests(Image image, ImageReference name) throws IOException {
            List<ImageReference> same =
                    records.partOf(image.id()).stream()
                            .map(NameTable.Named::name)
                            .filter(other -> other.repository().equals(name.repository()))
                            .toList();
            if (same.stream().allMatch(other -> other.digest() != null)) {
                for (ImageReference digest : same) {
                    untag(image, digest);
                }
            }
        }

        /// An id was said.
        private void byId(Image image) throws IOException {
            if (isOneReference(image.names())) {
                refuse(image.id(), manner.force, false);
                for (ImageReference name : image.names()) {
                    untag(image, name);
                }
            }
            delete(image.id(), manner.force, false);
        }

        /// @param quietly whether an image that is still needed simply stays
        private void delete(Digest id, boolean force, boolean quietly) throws IOException {
            Optional<Image> found = records.find(id.toString());
            if (found.isEmpty()) {
                return;
            }
            Image image = found.get();
            boolean isUsed = users.of(id).isPresent();
            try {
                refuse(id, force, true);
            } catch (EngineException e) {
                if (quietly) {
                    return;
                }
                throw e;
            }
            for (ImageReference name : image.names()) {
                untag(image, name);
            }
            remove(image, isUsed);
            Digest parent = image.parent();
            if (manner.parents && parent != null) {
                delete(parent, false, true);
            }
        }

        private void remove(Image image, boolean isUsed) throws IOException {
            Set<Digest> needs = records.needsOf(image.id());
            records.remove(image.id(), isUsed || leases.isHeld(image.id()));
            done.add(new Done.Forgotten(image.id(), needs));
        }

        /// Tells what was done, and removes what nobody needs any more.
        private List<Removal> finish() throws IOException {
            Failpoint.IMAGE_FORGOTTEN.reach();
            List<Removal> removals = new ArrayList<>();
            for (Done one : done) {
                switch (one) {
                    case Done.Untagged(Image image, ImageReference name) -> {
                        events.publish("untag", image);
                        removals.add(new Removal.Untagged(name.familiar()));
                    }
                    case Done.Forgotten(Digest image, Set<Digest> needs) -> {
                        events.deleted(image);
                        removals.add(new Removal.Deleted(image, 0));
                        for (Layer layer : collector.collect(needs)) {
                            removals.add(new Removal.Deleted(layer.chainId(), layer.size()));
                        }
                    }
                }
            }
            collector.collect(roots);
            Failpoint.IMAGE_COLLECTED.reach();
            return removals;
        }

        /// @param names whether names are in the way, too, unless forced
        private void refuse(Digest id, boolean force, boolean names) {
            if (records.hasChildren(id)) {
                throw refused(id, true, "image has dependent child images");
            }
            Optional<ImageUsers.User> user = users.of(id);
            if (user.isPresent() && user.get().isRunning()) {
                throw refused(
                        id,
                        true,
                        "image is being used by running container " + shortId(user.get()));
            }
            if (names && !force && !records.names(id).isEmpty()) {
                throw refused(id, false, "image is referenced in multiple repositories");
            }
            if (!force && user.isPresent()) {
                throw refused(
                        id,
                        false,
                        "image is being used by stopped container " + shortId(user.get()));
            }
        }
    }

    private static EngineException refused(Digest id, boolean isHard, String why) {
        return EngineException.conflict(
                "conflict: unable to delete %s (%s) - %s"
                        .formatted(
                                id.shortHex(),
                                isHard ? "cannot be forced" : "must be forced",
                                why));
    }

    private static String shortId(ImageUsers.User user) {
        return user.containerId().substring(0, 12);
    }

    /// Whether an image has at most one tag and, besides, only digests of that repository.
    private static boolean isOneReference(List<ImageReference> names) {
        if (names.size() <= 1) {
            return true;
        }
        long tags = names.stream().filter(name -> name.digest() == null).count();
        return tags <= 1 && names.stream().map(ImageReference::repository).distinct().count() == 1;
    }

    /// @param found what the reference was found to mean; it may have gone meanwhile
    synchronized List<Removal> remove(
            Image found, String reference, Manner manner, ImageUsers users) throws IOException {
        Image image =
                records.find(found.id().toString())
                        .orElseThrow(() -> EngineException.noSuchImage(reference));
        Going going = new Going(manner, users);
        records.together(() -> decide(going, image, reference, manner));
        return going.finish();
    }

    private void decide(Going going, Image image, String reference, Manner manner)
            throws IOException {
        if (isId(image, reference)) {
            going.byId(image);
            return;
        }
        ImageReference name = named(reference);
        Target target =
                records.target(name)
                        .orElseThrow(() -> EngineException.noSuchImage(name.familiar()));
        if (manner.platform != null && target.images().size() > 1) {
            going.delete(image.id(), true, false);
        } else {
            going.byName(image, name, target, reference);
        }
    }

    private static ImageReference named(String reference) {
        ImageReference parsed = ImageReference.parse(reference).withDefaultTag();
        Digest digest = parsed.digest();
        return digest == null ? parsed : parsed.withDigest(digest);
    }

    private static boolean isId(Image image, String reference) {
        return image.id().toString().startsWith(reference)
                || image.id().hex().startsWith(reference);
    }

    /// Lets go of images that were removed while containers needed them, when none does any more.
    synchronized void forget(ImageUsers users) throws IOException {
        for (Digest id : records.removed()) {
            if (users.of(id).isEmpty() && !leases.isHeld(id)) {
                Set<Digest> needs = records.needsOf(id);
                records.remove(id, false);
                collector.collect(needs);
            }
        }
    }

    /// Removes an image that is damaged, of which no more is known than its manifests.
    synchronized List<Removal> removeDamaged(Digest id) throws IOException {
        List<Removal> removals = new ArrayList<>();
        for (NameTable.Named named : records.partOf(id)) {
            removals.add(new Removal.Untagged(named.name().familiar()));
        }
        records.remove(id, false);
        events.deleted(id);
        removals.add(new Removal.Deleted(id, 0));
        return removals;
    }
}
