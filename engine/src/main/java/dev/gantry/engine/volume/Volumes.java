package dev.gantry.engine.volume;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.event.Events;
import dev.gantry.engine.state.Database;
import dev.gantry.engine.state.Database.Change;
import dev.gantry.engine.state.Database.Kind;
import dev.gantry.host.storage.ContainerTree;
import dev.gantry.host.storage.VolumeMount;
import dev.gantry.host.storage.VolumeStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The volumes of this engine. Any thread may use it.
///
/// A volume is held by the containers made with it, from before they are made until they are
/// removed, and is never removed while it is held. It is used by those of them that run.
public final class Volumes {
    private static final Logger LOG = LoggerFactory.getLogger(Volumes.class);

    private final VolumeStore store;
    private final Database database;
    private final Events events;
    private final Map<String, Volume> volumes = new ConcurrentHashMap<>();

    private Volumes(VolumeStore store, Database database, Events events) {
        this.store = store;
        this.database = database;
        this.events = events;
    }

    /// A container's part in a volume when the engine starts.
    public record Holding(String volume, String container, boolean isRunning) {}

    /// @param holdings of the containers there are
    public static Volumes open(
            Path directory, Database database, Events events, Collection<Holding> holdings)
            throws IOException {
        Volumes volumes = new Volumes(VolumeStore.open(directory), database, events);
        volumes.load();
        for (Holding holding : holdings) {
            Volume volume = volumes.volumes.get(holding.volume);
            if (volume == null) {
                LOG.error(
                        "container {} has a volume {} that is lost",
                        holding.container,
                        holding.volume);
                continue;
            }
            volume.holders.add(holding.container);
            if (holding.isRunning) {
                volume.users.add(holding.container);
            }
        }
        return volumes;
    }

    /// A directory without a document was made by an engine that ended before it could say so, and
    /// nobody was told of it; unless it holds something, it goes.
    private void load() throws IOException {
        Set<String> strangers = new HashSet<>(store.names());
        for (VolumeDocument document : database.all(Kind.VOLUME, VolumeDocument.class)) {
            if (!strangers.remove(document.name())) {
                LOG.error("the directory of volume {} was lost and is made anew", document.name());
                store.create(document.name());
            }
            volumes.put(document.name(), new Volume(document));
        }
        for (String name : strangers) {
            if (store.isEmpty(name)) {
                store.delete(name);
            } else {
                LOG.warn("volume {} was found with content and is taken up", name);
                VolumeDocument document =
                        new VolumeDocument(name, Instant.now(), Map.of(), Map.of());
                database.put(Kind.VOLUME, name, document);
                volumes.put(name, new Volume(document));
            }
        }
    }

    /// All volumes, by name.
    public List<VolumeDocument> all() {
        return volumes.values().stream()
                .map(Volume::document)
                .sorted(Comparator.comparing(VolumeDocument::name))
                .toList();
    }

    public Optional<VolumeDocument> find(String name) {
        return Optional.ofNullable(volumes.get(name)).map(Volume::document);
    }

    /// @throws EngineException when there is none
    public VolumeDocument require(String name) {
        return volume(name).document();
    }

    private Volume volume(String name) {
        Volume volume = volumes.get(name);
        if (volume == null) {
            throw noSuchVolume(name);
        }
        return volume;
    }

    private static EngineException noSuchVolume(String name) {
        return EngineException.notFound("get %s: no such volume".formatted(name));
    }

    /// Where a volume's content is on the host.
    public Path data(String name) {
        return store.data(name);
    }

    /// Ids of the containers that hold it.
    public Set<String> holders(String name) {
        Volume volume = volume(name);
        volume.lock.lock();
        try {
            return Set.copyOf(volume.holders);
        } finally {
            volume.lock.unlock();
        }
    }

    /// Bytes of its files.
    public long size(String name) throws IOException {
        return store.size(name);
    }

    /// Makes a volume, or finds the one there is, whatever its options are.
    public VolumeDocument create(VolumeRequest request) throws IOException {
        return createAndHold(request, null);
    }

    /// The same for a container that is about to be made with it.
    public VolumeDocument hold(VolumeRequest request, String container) throws IOException {
        return createAndHold(request, container);
    }

    private VolumeDocument createAndHold(VolumeRequest request, @Nullable String container)
            throws IOException {
        while (true) {
            Volume fresh =
                    new Volume(
                            new VolumeDocument(
                                    request.name(),
                                    Instant.now().truncatedTo(ChronoUnit.SECONDS),
                                    request.options(),
                                    request.labels()));
            fresh.lock.lock();
            try {
                Volume present = volumes.putIfAbsent(request.name(), fresh);
                if (present == null) {
                    make(fresh);
                    if (container != null) {
                        fresh.holders.add(container);
                    }
                    return fresh.document();
                }
                if (held(present, container)) {
                    return present.document();
                }
            } finally {
                fresh.lock.unlock();
            }
        }
    }

    private void make(Volume fresh) throws IOException {
        VolumeDocument document = fresh.document();
        try {
            store.create(document.name());
            database.put(Kind.VOLUME, document.name(), document);
        } catch (IOException | RuntimeException e) {
            fresh.isRemoved = true;
            volumes.remove(document.name(), fresh);
            throw e;
        }
        publish("create", document.name(), Map.of());
    }

    /// False when it is gone meanwhile.
    private static boolean held(Volume present, @Nullable String container) {
        present.lock.lock();
        try {
            if (!present.isRemoved && container != null) {
                present.holders.add(container);
            }
            return !present.isRemoved;
        } finally {
            present.lock.unlock();
        }
    }

    /// A container is no more, or is not made after all.
    public void release(String name, String container) {
        Volume volume = volumes.get(name);
        if (volume == null) {
            return;
        }
        volume.lock.lock();
        try {
            volume.holders.remove(container);
        } finally {
            volume.lock.unlock();
        }
    }

    /// Fills a volume from an image's path, if nothing is in it yet.
    public void fill(String name, ContainerTree image, String path) throws IOException {
        Volume volume = volume(name);
        volume.lock.lock();
        try {
            Optional<VolumeMount> mount = VolumeRequest.mount(volume.document().options());
            if (mount.isPresent()) {
                mount(volume, mount.get());
            }
            try {
                if (store.isEmpty(name)) {
                    boolean inPlace = mount.isPresent() || !volume.users.isEmpty();
                    store.fill(name, image, path, inPlace);
                }
            } finally {
                unmountUnused(volume);
            }
        } finally {
            volume.lock.unlock();
        }
    }

    private void mount(Volume volume, VolumeMount mount) throws IOException {
        Path data = store.data(volume.document().name());
        if (VolumeMount.isMounted(data)) {
            return;
        }
        try {
            mount.mount(data);
        } catch (IOException e) {
            throw new EngineException(
                    EngineException.Kind.FAILED,
                    "error while mounting volume '%s': failed to mount local volume: %s"
                            .formatted(data, e.getMessage()),
                    e);
        }
    }

    private void unmountUnused(Volume volume) throws IOException {
        if (volume.users.isEmpty() && !volume.document().options().isEmpty()) {
            VolumeMount.unmount(store.data(volume.document().name()));
        }
    }

    /// Somebody begins to use it: a container by its id, or one who looks into it for a while.
    ///
    /// @return what is to be mounted
    public Path use(String name, String user) throws IOException {
        Volume volume = volume(name);
        volume.lock.lock();
        try {
            Optional<VolumeMount> mount = VolumeRequest.mount(volume.document().options());
            if (mount.isPresent()) {
                mount(volume, mount.get());
            }
            volume.users.add(user);
            return store.data(name);
        } finally {
            volume.lock.unlock();
        }
    }

    /// Says that a container has it mounted.
    public void tellMounted(String name, String container, String destination, boolean readOnly) {
        publish(
                "mount",
                name,
                Map.of(
                        "container",
                        container,
                        "destination",
                        destination,
                        "read/write",
                        Boolean.toString(!readOnly),
                        "propagation",
                        ""));
    }

    /// Says that a container has it mounted no more.
    public void tellUnmounted(String name, String container) {
        publish("unmount", name, Map.of("container", container));
    }

    /// Somebody uses it no more.
    ///
    /// @return whether he did before
    public boolean leave(String name, String user) throws IOException {
        Volume volume = volumes.get(name);
        if (volume == null) {
            return false;
        }
        volume.lock.lock();
        try {
            boolean did = volume.users.remove(user);
            if (did) {
                unmountUnused(volume);
            }
            return did;
        } finally {
            volume.lock.unlock();
        }
    }

    /// @param force no error when there is none
    public void remove(String name, boolean force) throws IOException {
        Volume volume = volumes.get(name);
        if (volume == null) {
            if (force) {
                return;
            }
            throw noSuchVolume(name);
        }
        volume.lock.lock();
        try {
            if (volume.isRemoved) {
                if (force) {
                    return;
                }
                throw noSuchVolume(name);
            }
            requireFree(volume, "remove");
            delete(volume);
        } finally {
            volume.lock.unlock();
        }
    }

    private static void requireFree(Volume volume, String verb) {
        if (!volume.holders.isEmpty()) {
            throw EngineException.conflict(
                    "%s %s: volume is in use - [%s]"
                            .formatted(
                                    verb,
                                    volume.document().name(),
                                    String.join(", ", volume.holders)));
        }
    }

    private void delete(Volume volume) throws IOException {
        String name = volume.document().name();
        if (!volume.document().options().isEmpty()) {
            VolumeMount.unmount(store.data(name));
        }
        database.remove(Kind.VOLUME, name);
        volume.isRemoved = true;
        volumes.remove(name, volume);
        publish("destroy", name, Map.of());
        store.delete(name);
    }

    /// What a prune has removed.
    public record Pruned(List<String> names, long bytes) {}

    /// Removes the volumes nobody holds that fit; never those that are mounts of something else.
    public Pruned prune(Predicate<VolumeDocument> fits) throws IOException {
        List<String> names = new ArrayList<>();
        long bytes = 0;
        for (Volume volume : List.copyOf(volumes.values())) {
            volume.lock.lock();
            try {
                if (!volume.isRemoved
                        && volume.holders.isEmpty()
                        && volume.document().options().isEmpty()
                        && fits.test(volume.document())) {
                    String name = volume.document().name();
                    bytes += store.size(name);
                    delete(volume);
                    names.add(name);
                }
            } finally {
                volume.lock.unlock();
            }
        }
        events.publish("volume", "prune", "", Map.of("reclaimed", Long.toString(bytes)));
        return new Pruned(names, bytes);
    }

    /// Gives a volume that nobody holds another name.
    public VolumeDocument rename(String name, VolumeRequest to) throws IOException {
        Volume volume = volume(name);
        volume.lock.lock();
        try {
            if (volume.isRemoved) {
                throw noSuchVolume(name);
            }
            requireFree(volume, "rename");
            if (volumes.putIfAbsent(to.name(), volume) != null) {
                throw EngineException.conflict(
                        "rename %s: a volume with the name %s exists".formatted(name, to.name()));
            }
            VolumeDocument renamed = volume.document().named(to.name());
            try {
                store.rename(name, to.name());
                database.change(
                        List.of(
                                new Change.Remove(Kind.VOLUME, name),
                                new Change.Put(Kind.VOLUME, to.name(), renamed)));
            } catch (IOException e) {
                volumes.remove(to.name(), volume);
                throw e;
            }
            volume.replace(renamed);
            volumes.remove(name, volume);
            publish("rename", to.name(), Map.of("oldName", name));
            return renamed;
        } finally {
            volume.lock.unlock();
        }
    }

    VolumeStore store() {
        return store;
    }

    /// Runs while the volume stays what it is.
    interface Work {
        void run() throws IOException;
    }

    /// Runs with a volume that has nothing of another file system on it.
    void with(String name, Work work) throws IOException {
        Volume volume = volume(name);
        volume.lock.lock();
        try {
            if (volume.isRemoved) {
                throw noSuchVolume(name);
            }
            work.run();
        } finally {
            volume.lock.unlock();
        }
    }

    /// The same with one that no container runs with.
    void withUnused(String name, String verb, Work work) throws IOException {
        Volume volume = volume(name);
        with(
                name,
                () -> {
                    if (!volume.users.isEmpty()) {
                        throw EngineException.conflict(
                                "%s %s: containers run with it: %s; stop them first"
                                        .formatted(verb, name, String.join(", ", volume.users)));
                    }
                    work.run();
                });
    }

    /// Makes a volume whose content comes from elsewhere: all of it or no volume.
    VolumeDocument make(VolumeRequest request, Work filling) throws IOException {
        Volume fresh =
                new Volume(
                        new VolumeDocument(
                                request.name(),
                                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                                Map.of(),
                                request.labels()));
        fresh.lock.lock();
        try {
            if (volumes.putIfAbsent(request.name(), fresh) != null) {
                throw EngineException.conflict(
                        "create %s: a volume with this name exists".formatted(request.name()));
            }
            try {
                filling.run();
                database.put(Kind.VOLUME, request.name(), fresh.document());
            } catch (IOException | RuntimeException e) {
                fresh.isRemoved = true;
                volumes.remove(request.name(), fresh);
                store.delete(request.name());
                throw e;
            }
            publish("create", request.name(), Map.of());
            return fresh.document();
        } finally {
            fresh.lock.unlock();
        }
    }

    private void publish(String action, String name, Map<String, String> more) {
        Map<String, String> attributes = new HashMap<>(more);
        attributes.put("driver", "local");
        events.publish("volume", action, name, attributes);
    }
}
