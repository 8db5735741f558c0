package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.log.LogSubject;
import dev.gantry.engine.log.Shipping;
import dev.gantry.engine.network.Places;
import dev.gantry.host.runtime.AttachSession;
import dev.gantry.host.runtime.CdiDevices;
import dev.gantry.host.runtime.InitProgram;
import dev.gantry.host.runtime.ProcessSpec;
import dev.gantry.host.runtime.RuntimeContainers;
import dev.gantry.host.runtime.SharedMemory;
import dev.gantry.host.storage.ContainerTree;
import dev.gantry.host.storage.Snapshots;
import dev.gantry.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns a container into a process and back into files: file system, network, runtime. Decides
/// nothing about when; the caller holds the container's lock.
final class Launcher {
    private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

    private final Path containers;
    private final Snapshots snapshots;
    private final Wiring wiring;
    private final RuntimeContainers runtime;
    private final MountSources sources;
    private final CdiDevices cdi;
    private final String initPath;

    Launcher(Containers.Ground ground, MountSources sources) {
        this.containers = ground.directory();
        this.snapshots = ground.snapshots();
        this.wiring = new Wiring(ground.networks());
        this.runtime = ground.runtime();
        this.sources = sources;
        this.cdi = new CdiDevices(ground.cdiDirectories());
        this.initPath = ground.initPath();
    }

    /// What became of a start.
    record Launched(int pid, Places places) {}

    ContainerFiles files(String id) {
        return new ContainerFiles(containers.resolve(id));
    }

    /// What logs tell of a container.
    Shipping.Cargo cargo(ContainerDocument document) {
        ContainerSpec spec = document.spec();
        return new Shipping.Cargo(
                spec.log(),
                new LogSubject(
                        document.id(),
                        document.name(),
                        spec.image(),
                        document.image(),
                        spec.process().args(),
                        document.created(),
                        spec.labels(),
                        spec.process().env()),
                files(document.id()).log());
    }

    /// Makes the container's directory, durably.
    ///
    /// @param size the most bytes it may write over its image, 0 for no limit
    void prepare(String id, List<Digest> chain, long size) throws IOException {
        Files.createDirectories(files(id).directory());
        snapshots.prepare(files(id).directory(), chain);
        if (size > 0 && !snapshots.limit(files(id).directory(), project(id), size)) {
            throw EngineException.invalid(
                    "--storage-opt is supported only for overlay over xfs with 'pquota' mount"
                            + " option, or over ext4 with 'prjquota'");
        }
    }

    /// Out of the upper half of the numbers, which people do not use.
    private static int project(String id) {
        return (Integer.parseUnsignedInt(id.substring(0, 8), 16) & Integer.MAX_VALUE) | (1 << 30);
    }

    ContainerTree imageTree(List<Digest> chain) throws IOException {
        return snapshots.imageTree(chain);
    }

    /// Runs it. When that fails, everything is as before.
    ///
    /// @param others finds the container behind `container:<id>`
    Launched launch(
            ContainerDocument document,
            List<Digest> chain,
            List<AwaitedStreams> awaited,
            Function<String, ContainerDocument> others)
            throws IOException, InterruptedException {
        ContainerFiles files = files(document.id());
        Places places = document.places();
        try {
            Path rootfs = snapshots.mount(files.directory(), chain, false).path();
            UserLookup.Found user = prepareTree(rootfs, document.spec());
            Wiring.Wired network = network(document, others);
            places = network.places();
            ManagedFiles.write(
                    files,
                    document.at(places),
                    RuntimePlan.hostname(document),
                    wiring.networks().settings(),
                    List.of());
            wiring.serveNames(document.at(places));
            RuntimePlan.Place place =
                    new RuntimePlan.Place(
                            rootfs,
                            files,
                            sources.ready(document, files),
                            user,
                            network.namespace(),
                            Joining.namespaces(document.spec(), others),
                            sharedMemory(document, others),
                            init(document.spec()),
                            cdi.edits(document.spec().security().cdiDevices()),
                            runtime.cgroups().mode(),
                            document.spec().streams().tty()
                                    ? new ProcessSpec.Terminal(0, 0)
                                    : null);
            int pid = runtime.create(RuntimePlan.of(document, place)).pid();
            connect(document.id(), awaited);
            runtime.start(document.id());
            return new Launched(pid, places);
        } catch (IOException | InterruptedException | RuntimeException e) {
            undo(document.at(places), e);
            throw e;
        }
    }

    private void connect(String id, List<AwaitedStreams> awaited) throws IOException {
        for (AwaitedStreams streams : awaited) {
            AttachSession session = runtime.attach(id);
            streams.open(session);
        }
    }

    private void undo(ContainerDocument document, Exception cause) {
        try {
            clean(document);
        } catch (IOException e) {
            cause.addSuppressed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Finds the user and makes the working directory, in the container's own tree.
    private static UserLookup.Found prepareTree(Path rootfs, ContainerSpec spec)
            throws IOException {
        try (ContainerTree tree = ContainerTree.open(rootfs)) {
            String workingDir = spec.process().workingDir();
            UserLookup.Found user =
                    UserLookup.in(tree).find(spec.process().user(), spec.process().groupAdd());
            if (!workingDir.isEmpty() && !workingDir.equals("/")) {
                makeWorkingDirectory(tree, workingDir);
            }
            return user;
        }
    }

    static void makeWorkingDirectory(ContainerTree tree, String path) throws IOException {
        try {
            tree.makeDirectories(path, 0755, 0, 0);
        } catch (java.nio.file.FileSystemException e) {
            throw EngineException.invalid("Cannot mkdir: " + path + " is not a directory");
        }
    }

    private Wiring.Wired network(
            ContainerDocument document, Function<String, ContainerDocument> others)
            throws IOException {
        String mode = document.spec().network().mode();
        if (mode.startsWith("container:")) {
            ContainerDocument other = others.apply(mode.substring("container:".length()));
            return new Wiring.Wired(Joining.network(other), Places.NONE);
        }
        return wiring.join(document);
    }

    /// What others may join is mounted on the host; who joins gets that.
    private @Nullable Path sharedMemory(
            ContainerDocument document, Function<String, ContainerDocument> others)
            throws IOException {
        String ipc = document.spec().namespaces().ipc();
        if (ipc.startsWith("container:")) {
            return files(Joining.donor(ipc, others).id()).sharedMemory();
        }
        if (!ipc.equals("shareable")) {
            return null;
        }
        Path own = files(document.id()).sharedMemory();
        SharedMemory.mount(own, document.spec().namespaces().shmSize());
        return own;
    }

    /// A container in another's process namespace has nothing to reap.
    private @Nullable Path init(ContainerSpec spec) throws IOException {
        boolean isFirst = spec.namespaces().pid().isEmpty();
        return spec.process().init() && isFirst ? InitProgram.find(initPath) : null;
    }

    /// Takes away what an ended container has of the kernel: its runtime state, its place in the
    /// network, its mount.
    void clean(ContainerDocument document) throws IOException, InterruptedException {
        runtime.delete(document.id());
        wiring.leave(document);
        SharedMemory.unmount(files(document.id()).sharedMemory());
        snapshots.unmount(files(document.id()).directory());
        sources.clear(document, files(document.id()));
    }

    /// Removes what an engine that was killed left of looking into a container.
    void removeViews(String id) throws IOException {
        snapshots.removeViews(files(id).directory());
    }

    /// Takes away all of it.
    ///
    /// @param size as it was prepared with
    void discard(String id, long size) throws IOException {
        if (size > 0 && !snapshots.limit(files(id).directory(), project(id), 0)) {
            LOG.debug("container {} had no quota", id);
        }
        snapshots.delete(files(id).directory());
    }

    Path rootfs(ContainerDocument document, List<Digest> chain) throws IOException {
        return snapshots.mount(files(document.id()).directory(), chain, false).path();
    }

    MountSources sources() {
        return sources;
    }

    Snapshots snapshots() {
        return snapshots;
    }

    Wiring wiring() {
        return wiring;
    }

    RuntimeContainers runtime() {
        return runtime;
    }
}
