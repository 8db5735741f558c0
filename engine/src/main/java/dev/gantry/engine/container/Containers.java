package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerDocument.Status;
import dev.gantry.engine.event.Events;
import dev.gantry.engine.image.Image;
import dev.gantry.engine.image.ImageUsers;
import dev.gantry.engine.image.Images;
import dev.gantry.engine.log.LogAttributes;
import dev.gantry.engine.network.NetworkDocument;
import dev.gantry.engine.network.Networks;
import dev.gantry.engine.network.Wish;
import dev.gantry.engine.state.Database;
import dev.gantry.engine.volume.Volumes;
import dev.gantry.host.runtime.HostProcesses;
import dev.gantry.host.runtime.LogQuery;
import dev.gantry.host.runtime.LogReader;
import dev.gantry.host.runtime.ProcessSpec;
import dev.gantry.host.runtime.RuntimeContainers;
import dev.gantry.host.storage.Change;
import dev.gantry.host.storage.Snapshots;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The containers of this engine, and what can be done with them. Any thread may use it.
///
/// A reference is a name, an id, or the beginning of an id. Methods throw {@link EngineException}
/// for what is refused, `IOException` when the machine fails.
public final class Containers {
    private final Registry registry = new Registry();
    private final Launcher launcher;
    private final Lifecycle lifecycle;
    private final Stopping stopping;
    private final Changing changing;
    private final Removal removal;
    private final Execs execs;
    private final Creation creation;
    private final ContainerPaths paths;
    private final Commit commit;
    private final Connecting connecting;
    private final Images images;
    private final Sampler sampler;
    private final LogTender logs;

    private Containers(
            Launcher launcher, Volumes volumes, Database database, Images images, Events events) {
        this.launcher = launcher;
        this.images = images;
        MountResolution mounts =
                new MountResolution(
                        volumes, images, reference -> registry.require(reference).document());
        this.lifecycle = new Lifecycle(launcher, database, images, events, registry, mounts);
        this.stopping = new Stopping(lifecycle, launcher.runtime());
        this.changing = new Changing(lifecycle, registry, launcher);
        this.removal = new Removal(registry, launcher, lifecycle, stopping);
        this.execs = new Execs(registry, launcher, lifecycle);
        this.commit = new Commit(registry, launcher, lifecycle, images);
        this.paths = new ContainerPaths(registry, new ContainerViews(launcher, lifecycle));
        this.creation = new Creation(registry, launcher, lifecycle, images, mounts);
        this.logs = new LogTender(registry, launcher);
        this.sampler = new Sampler(registry, launcher.runtime());
        this.connecting = new Connecting(lifecycle, launcher);
    }

    /// What containers stand on.
    ///
    /// @param directory with one of each container
    /// @param cdiDirectories with descriptions of devices (CDI)
    /// @param initPath the program for `--init`; empty to look for one
    public record Ground(
            Path directory,
            Snapshots snapshots,
            Volumes volumes,
            Networks networks,
            RuntimeContainers runtime,
            List<Path> cdiDirectories,
            String initPath) {}

    /// Takes up all containers where they are: those alive are watched on, those that ended
    /// meanwhile are ended, leftovers are removed, restart policies applied.
    public static Containers open(Ground ground, Database database, Images images, Events events)
            throws IOException, InterruptedException {
        Launcher launcher =
                new Launcher(ground, new MountSources(ground.volumes, images, ground.snapshots));
        Containers containers = new Containers(launcher, ground.volumes, database, images, events);
        new TakeUp(containers.registry, launcher, containers.lifecycle).run(database);
        images.usedBy(containers::userOf);
        containers.sampler.start();
        containers.logs.start();
        return containers;
    }

    /// The engine ends; containers go on.
    public void close() {
        lifecycle.close();
        sampler.close();
        logs.close();
    }

    /// A container to make.
    ///
    /// @param name `null` for one of our own
    /// @param spec what was asked for; the image's defaults are filled in here
    /// @param platform the image must have, or `null`
    public record Create(@Nullable String name, ContainerSpec spec, @Nullable Platform platform) {}

    public record Created(ContainerId id, List<String> warnings) {}

    public Created create(Create request) throws IOException, InterruptedException {
        return creation.create(request);
    }

    /// Newest first.
    public List<ContainerDocument> all() {
        return registry.all().stream().map(Container::document).toList();
    }

    public ContainerDocument require(String reference) {
        return registry.require(reference).document();
    }

    public void start(String reference) throws IOException, InterruptedException {
        Container container = registry.require(reference);
        container.lock();
        try {
            switch (container.document().state().status()) {
                case PAUSED ->
                        throw EngineException.conflict(
                                "cannot start a paused container, try unpause instead");
                case RUNNING ->
                        throw new EngineException(
                                EngineException.Kind.NOT_MODIFIED, "container is running");
                case RESTARTING -> lifecycle.cancelRestart(container);
                case CREATED, EXITED, DEAD -> {}
            }
            if (container.document().restarts() != 0) {
                lifecycle.save(container, container.document().withRestarts(0));
            }
            lifecycle.start(container);
        } finally {
            container.life.unlock();
        }
    }

    /// @param seconds to wait before killing; -1 for ever, `null` for the container's own
    /// @param signal `null` for the container's own
    public void stop(String reference, @Nullable Integer seconds, @Nullable String signal)
            throws IOException, InterruptedException {
        Container container = registry.require(reference);
        try {
            stopping.stop(container, seconds, signal, true);
        } catch (EngineException e) {
            throw e.kind() == EngineException.Kind.INVALID
                    ? e.during("cannot stop container: " + reference)
                    : e;
        }
    }

    public void restart(String reference, @Nullable Integer seconds, @Nullable String signal)
            throws IOException, InterruptedException {
        Container container = registry.require(reference);
        try {
            if (container.document().isAlive()) {
                unlessDone(() -> stopping.stop(container, seconds, signal, false));
            }
            unlessDone(() -> start(container.id()));
        } catch (EngineException e) {
            throw e.during("Cannot restart container " + reference);
        }
        lifecycle.publish("restart", container.document(), Map.of());
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException, InterruptedException;
    }

    /// What somebody else has done meanwhile is done.
    private static void unlessDone(Action action) throws IOException, InterruptedException {
        try {
            action.run();
        } catch (EngineException e) {
            if (e.kind() != EngineException.Kind.NOT_MODIFIED) {
                throw e;
            }
        }
    }

    /// @param signal empty for SIGKILL
    public void kill(String reference, String signal) throws IOException, InterruptedException {
        try {
            stopping.kill(registry.require(reference), signal);
        } catch (EngineException e) {
            throw e.during("cannot kill container: " + reference);
        }
    }

    public void pause(String reference) throws IOException, InterruptedException {
        changing.pause(registry.require(reference));
    }

    public void unpause(String reference) throws IOException, InterruptedException {
        changing.unpause(registry.require(reference));
    }

    public void rename(String reference, String newName) throws IOException, InterruptedException {
        changing.rename(registry.require(reference), newName);
    }

    /// Other limits and another restart policy; a living container gets the limits at once.
    ///
    /// @param change from what it is now
    public void update(String reference, Changing.Change change)
            throws IOException, InterruptedException {
        changing.update(registry.require(reference), change);
    }

    /// @param force kill it first
    /// @param volumes also its anonymous volumes
    public void remove(String reference, boolean force, boolean volumes)
            throws IOException, InterruptedException {
        removal.remove(registry.require(reference), reference, force, volumes);
    }

    /// Registers at once.
    public Wait await(String reference, Wait.Condition condition) {
        return registry.require(reference).await(condition);
    }

    /// Its streams from now on; those of a container that does not run yet wait until it does.
    ///
    /// @param stdin whether input is to be passed on
    public Streams attach(String reference, boolean stdin)
            throws IOException, InterruptedException {
        Container container = registry.require(reference);
        container.lock();
        try {
            ContainerDocument document = container.document();
            if (document.state().status() == Status.PAUSED) {
                throw EngineException.conflict(
                        "container %s is paused, unpause the container before attach"
                                .formatted(document.id()));
            }
            lifecycle.publish("attach", document, Map.of());
            return document.isAlive()
                    ? AwaitedStreams.of(launcher.runtime().attach(document.id()))
                    : container.awaitStreams();
        } finally {
            container.life.unlock();
        }
    }

    /// A client has left by its detach keys.
    ///
    /// @param execId of the command it was at, or `null`
    public void detached(String reference, @Nullable String execId) {
        lifecycle.publish(
                execId == null ? "detach" : "exec_detach",
                require(reference),
                execId == null ? Map.of() : Map.of("execID", execId));
    }

    public LogReader logs(String reference, LogQuery query) throws IOException {
        ContainerDocument document = require(reference);
        if (!document.spec().log().isReadable()) {
            throw new EngineException(
                    EngineException.Kind.UNSUPPORTED,
                    "configured logging driver does not support reading");
        }
        return launcher.runtime().logs(document.id(), launcher.files(document.id()).log(), query);
    }

    /// What `logs` tells about each line of it, by name.
    public Map<String, String> logDetails(String reference) {
        ContainerDocument document = require(reference);
        return LogAttributes.details(document.spec().log(), launcher.cargo(document).subject());
    }

    public void resize(String reference, int rows, int columns) throws IOException {
        ContainerDocument document = require(reference);
        if (!document.isAlive()) {
            throw EngineException.notRunning(document.id());
        }
        launcher.runtime().resize(document.id(), new ProcessSpec.Terminal(rows, columns));
        lifecycle.publish(
                "resize",
                document,
                Map.of("height", Integer.toString(rows), "width", Integer.toString(columns)));
    }

    /// @param psArguments as for `ps`; empty for `-ef`
    public Top top(String reference, String psArguments) throws IOException, InterruptedException {
        ContainerDocument document = require(reference);
        if (!document.isAlive()) {
            throw EngineException.notRunning(document.id());
        }
        List<String> arguments =
                psArguments.isBlank()
                        ? List.of("-ef")
                        : Arrays.asList(psArguments.strip().split("\\s+"));
        String printed;
        try {
            printed = HostProcesses.ps(arguments);
        } catch (IOException e) {
            throw new EngineException(
                    EngineException.Kind.FAILED, String.valueOf(e.getMessage()), e);
        }
        Top top = Top.of(printed, new HashSet<>(launcher.runtime().processes(document.id())));
        lifecycle.publish("top", document, Map.of());
        return top;
    }

    /// An image to be made of a container.
    ///
    /// @param name it is to have, or `null`
    /// @param config what its containers run, `null` for what this one does
    /// @param changes instructions of a Dockerfile
    /// @param pause whether the container stands still meanwhile
    public record Committing(
            @Nullable ImageReference name,
            String author,
            String comment,
            ImageConfig.@Nullable Run config,
            List<String> changes,
            boolean pause) {}

    /// Makes an image of a container.
    ///
    /// @return the image's id
    public Digest commit(String reference, Committing wanted)
            throws IOException, InterruptedException {
        return commit.commit(reference, wanted);
    }

    /// Writes a container's whole file system as an archive.
    public void export(String reference, OutputStream out) throws IOException {
        ContainerDocument document = require(reference);
        launcher.snapshots()
                .export(launcher.files(document.id()).directory(), lifecycle.chain(document), out);
        lifecycle.publish("export", document, Map.of());
    }

    /// What it has changed of its image's files.
    public List<Change> changes(String reference) throws IOException {
        ContainerDocument document = require(reference);
        return launcher.snapshots()
                .changes(launcher.files(document.id()).directory(), lifecycle.chain(document));
    }

    /// The files in them.
    public ContainerPaths paths() {
        return paths;
    }

    /// Bytes it has written over its image.
    public long sizeRw(String reference) throws IOException {
        return launcher.snapshots().sizeRw(launcher.files(require(reference).id()).directory());
    }

    /// Where its files are on the host, for `inspect`.
    public Path directory(String reference) {
        return launcher.files(require(reference).id()).directory();
    }

    /// Removes those that do not run.
    ///
    /// @param concerned of them
    public Pruned prune(Predicate<ContainerDocument> concerned)
            throws IOException, InterruptedException {
        return removal.prune(concerned);
    }

    /// @param bytes they had written
    public record Pruned(List<ContainerId> removed, long bytes) {
        public Pruned {
            removed = List.copyOf(removed);
        }
    }

    /// A container of an image, preferring one that runs.
    public Optional<ImageUsers.User> userOf(Digest image) {
        List<ContainerDocument> users =
                all().stream().filter(document -> isOf(document, image.toString())).toList();
        return users.stream()
                .filter(ContainerDocument::isAlive)
                .findFirst()
                .or(() -> users.stream().findFirst())
                .map(user -> new ImageUsers.User(user.id(), user.isAlive()));
    }

    private static boolean isOf(ContainerDocument document, String image) {
        return document.image().equals(image)
                || document.spec().mounts().images().stream()
                        .anyMatch(mounted -> mounted.reference().equals(image));
    }

    /// The image of a container; empty when it was removed by force.
    public Optional<Image> imageOf(ContainerDocument document) {
        return images.find(document.image());
    }

    /// What it uses of the machine; empty when it does not run.
    ///
    /// @param alone without the look before, which a caller who asks often has himself
    public Optional<Sample> sample(String reference, boolean alone)
            throws IOException, InterruptedException {
        return sampler.sample(registry.require(reference), alone);
    }

    /// How it fares by its health check; empty when it has none.
    public Optional<Health> health(String reference) {
        return Optional.ofNullable(registry.require(reference).health());
    }

    public String execCreate(String reference, ExecSpec spec) throws IOException {
        return execs.create(reference, spec);
    }

    public Exec exec(String execId) {
        return execs.require(execId);
    }

    /// Runs a command; its streams end when it does.
    ///
    /// @param rows 0 for not known
    public Streams execStart(String execId, int rows, int columns)
            throws IOException, InterruptedException {
        return execs.start(execId, new ProcessSpec.Terminal(rows, columns));
    }

    public void execStartDetached(String execId) throws IOException, InterruptedException {
        Streams streams = execs.start(execId, null);
        Thread.ofVirtual().name("exec-output").start(() -> drop(streams));
    }

    /// A command nobody listens to must not wait for a listener.
    private static void drop(Streams streams) {
        try (streams) {
            while (streams.next() != null) {
                // nobody listens
            }
        } catch (IOException e) {
            return; // it has ended
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void execResize(String execId, int rows, int columns) throws IOException {
        execs.resize(execId, new ProcessSpec.Terminal(rows, columns));
    }

    /// Gives it a place in a network, at once if it is alive.
    public void connect(String reference, Wish wish) throws IOException, InterruptedException {
        connecting.connect(registry.require(reference), wish);
    }

    /// Takes its place in a network away.
    public void disconnect(String reference, NetworkDocument network)
            throws IOException, InterruptedException {
        connecting.disconnect(registry.require(reference), network);
    }

    /// Where its network namespace is pinned while it has one of its own.
    public Path sandbox(String reference) {
        return launcher.wiring().networks().sandbox(registry.require(reference).id());
    }

    /// The ids of its commands that have not been forgotten.
    public List<String> execIds(String reference) {
        return registry.require(reference).execs.keySet().stream().sorted().toList();
    }
}
