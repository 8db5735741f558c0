package dev.gantry.engine;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.base.RandomId;
import dev.gantry.base.Tasks;
import dev.gantry.engine.container.ContainerDocument;
import dev.gantry.engine.container.Containers;
import dev.gantry.engine.event.Events;
import dev.gantry.engine.image.Images;
import dev.gantry.engine.image.RegistrySettings;
import dev.gantry.engine.log.LogSpec;
import dev.gantry.engine.network.Endpoint;
import dev.gantry.engine.network.NetworkSettings;
import dev.gantry.engine.network.Networks;
import dev.gantry.engine.state.Database;
import dev.gantry.engine.state.Database.Kind;
import dev.gantry.engine.volume.Volumes;
import dev.gantry.host.runtime.CdiDevices;
import dev.gantry.host.runtime.DockerDefaults;
import dev.gantry.host.runtime.RuntimeChoice;
import dev.gantry.host.runtime.RuntimeContainers;
import dev.gantry.host.runtime.RuntimeLayout;
import dev.gantry.host.runtime.RuntimeOptions;
import dev.gantry.host.storage.LayerStore;
import dev.gantry.host.storage.Snapshots;
import dev.gantry.oci.registry.Registry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The engine: everything it knows and does, without any protocol around it.
///
/// One engine at a time uses a data root. Closing it leaves the containers running; the next one
/// takes them up.
public final class Engine implements AutoCloseable {
    private final Database database;
    private final FileChannel lock;
    private final Containers containers;
    private final Images images;
    private final Networks networks;
    private final Volumes volumes;
    private final Events events;
    private final HostFacts facts;
    private final LogSpec log;

    /// What the administrator decides.
    ///
    /// @param log what becomes of output of containers that do not say
    /// @param runtimes OCI runtimes by name, besides `crun` and `runc`
    public record Settings(
            Path dataRoot,
            Path execRoot,
            String version,
            NetworkSettings networks,
            RegistrySettings registries,
            Map<String, Path> runtimes,
            @Nullable String defaultRuntime,
            ContainerDefaults containers,
            LogSpec log) {}

    /// What holds for containers unless they ask for something else.
    ///
    /// @param cdiDirectories with descriptions of devices (CDI)
    /// @param initPath the program for `--init`; empty to look for one
    /// @param init whether containers have one
    /// @param ipcMode `private` or `shareable`
    /// @param cgroupParent empty for our own
    public record ContainerDefaults(
            List<Path> cdiDirectories,
            String initPath,
            boolean init,
            String ipcMode,
            String cgroupParent,
            long shmSize) {
        public static final ContainerDefaults STANDARD =
                new ContainerDefaults(
                        CdiDevices.DIRECTORIES, "", false, "private", "", DockerDefaults.SHM_SIZE);
    }

    private Engine(
            Database database,
            FileChannel lock,
            Containers containers,
            Images images,
            Networks networks,
            Volumes volumes,
            Events events,
            HostFacts facts,
            LogSpec log) {
        this.database = database;
        this.lock = lock;
        this.containers = containers;
        this.images = images;
        this.networks = networks;
        this.volumes = volumes;
        this.events = events;
        this.facts = facts;
        this.log = log;
    }

    /// @throws IOException when the directory is in use, or the machine lacks something; it says
    ///   what
    public static Engine open(Settings settings) throws IOException, InterruptedException {
        EngineLayout layout = new EngineLayout(settings.dataRoot.toAbsolutePath());
        Files.createDirectories(
                layout.dataRoot(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x---")));
        Files.createDirectories(layout.containers());
        FileChannel lock = lock(layout);
        Events events = Events.open(layout.events());
        try (Tasks tasks = Tasks.open("open")) {
            Future<RuntimeContainers> runtime =
                    tasks.fork(() ->
                            RuntimeContainers.open(
                                    new RuntimeLayout(settings.execRoot.toAbsolutePath()),
                                    new RuntimeOptions(
                                            settings.runtimes, settings.defaultRuntime)));
            Future<LayerStore> layers = tasks.fork(() -> LayerStore.open(layout.layers()));
            Future<Database> database = tasks.fork(() -> Database.open(layout.database()));
            tasks.join();
            Database db = database.resultNow();
            Registry registry =
                    new Registry(settings.registries.options("gantry/" + settings.version));
            Images images =
                    Images.open(
                            layout.content(),
                            layers.resultNow(),
                            db,
                            registry,
                            settings.registries,
                            events);
            Networks networks =
                    Networks.open(settings.execRoot, settings.networks, db, events, living(db));
            Volumes volumes = Volumes.open(layout.volumes(), db, events, holdings(db));
            Containers containers =
                    Containers.open(
                            new Containers.Ground(
                                    layout.containers(),
                                    new Snapshots(layers.resultNow()),
                                    volumes,
                                    networks,
                                    runtime.resultNow(),
                                    settings.containers.cdiDirectories,
                                    settings.containers.initPath),
                            db,
                            images,
                            events);
            HostFacts facts = facts(settings, layout, db, runtime.resultNow());
            return new Engine(
                    db, lock, containers, images, networks, volumes, events, facts, settings.log);
        }
    }

    private static FileChannel lock(EngineLayout layout) throws IOException {
        FileChannel lock =
                FileChannel.open(
                        layout.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock.tryLock() == null) {
            lock.close();
            throw new IOException(
                    "%s is in use by another engine; stop it, or choose another --data-root"
                            .formatted(layout.dataRoot()));
        }
        return lock;
    }

    private static List<Endpoint> living(Database database) throws IOException {
        return database.readable(Kind.CONTAINER, ContainerDocument.class).values().stream()
                .flatMap(document -> document.places().endpoints().stream())
                .filter(endpoint -> !endpoint.sandboxId().isEmpty())
                .toList();
    }

    private static List<Volumes.Holding> holdings(Database database) throws IOException {
        return database.all(Kind.CONTAINER, ContainerDocument.class).stream()
                .flatMap(document ->
                        document.spec().mounts().volumes().stream()
                                .map(volume ->
                                        new Volumes.Holding(
                                                volume.name(), document.id(), document.isAlive())))
                .toList();
    }

    private static HostFacts facts(
            Settings settings, EngineLayout layout, Database database, RuntimeContainers runtime)
            throws IOException {
        RuntimeChoice choice = runtime.runtime();
        Map<String, String> release = osRelease();
        return new HostFacts(
                id(database),
                settings.version,
                layout.dataRoot(),
                choice.name(),
                choice.version(),
                choice.reason(),
                runtime.runtimes(),
                runtime.cgroups(),
                Files.getFileStore(layout.dataRoot()).type(),
                System.getProperty("os.version", ""),
                release.getOrDefault("PRETTY_NAME", "Linux"),
                release.getOrDefault("VERSION_ID", ""),
                Files.readString(Path.of("/proc/sys/kernel/hostname")).strip(),
                Runtime.getRuntime().availableProcessors(),
                memory(),
                settings.containers);
    }

    private static String id(Database database) throws IOException {
        Optional<JsonValue> known = database.find(Kind.ENGINE, "id");
        if (known.isPresent() && known.get() instanceof JsonValue.Str(String id)) {
            return id;
        }
        String hex = RandomId.hex(16);
        String id =
                String.join(
                        "-",
                        hex.substring(0, 8),
                        hex.substring(8, 12),
                        "4" + hex.substring(13, 16),
                        "8" + hex.substring(17, 20),
                        hex.substring(20));
        database.put(Kind.ENGINE, "id", Json.tree(id));
        return id;
    }

    private static Map<String, String> osRelease() throws IOException {
        Map<String, String> release = new java.util.HashMap<>();
        try {
            for (String line : Files.readAllLines(Path.of("/etc/os-release"))) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    release.put(
                            line.substring(0, equals),
                            line.substring(equals + 1).replace("\"", ""));
                }
            }
        } catch (NoSuchFileException e) {
            return Map.of();
        }
        return release;
    }

    private static long memory() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemTotal:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return 0;
    }

    /// Whether something was done here before, such as putting the first images into the store.
    public boolean isDone(String what) throws IOException {
        return database.find(Kind.ENGINE, what).isPresent();
    }

    public void markDone(String what) throws IOException {
        database.put(Kind.ENGINE, what, true);
    }

    public Containers containers() {
        return containers;
    }

    public Images images() {
        return images;
    }

    public Networks networks() {
        return networks;
    }

    public Volumes volumes() {
        return volumes;
    }

    public Events events() {
        return events;
    }

    /// What becomes of output of containers that do not say.
    public LogSpec log() {
        return log;
    }

    public HostFacts facts() {
        return facts;
    }

    @Override
    public void close() throws IOException {
        containers.close();
        networks.close();
        events.close();
        database.close();
        lock.close();
    }
}
