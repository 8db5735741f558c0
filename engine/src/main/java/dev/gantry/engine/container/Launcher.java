package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.network.Endpoint;
import dev.gantry.engine.network.Networks;
import dev.gantry.host.runtime.AttachSession;
import dev.gantry.host.runtime.Isolation.Namespace;
import dev.gantry.host.runtime.ProcessSpec;
import dev.gantry.host.runtime.RuntimeContainers;
import dev.gantry.host.storage.ContainerTree;
import dev.gantry.host.storage.Snapshots;
import dev.gantry.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Turns a container into a process and back into files: file system, network, runtime. Decides
/// nothing about when; the caller holds the container's lock.
final class Launcher {
    private final Path containers;
    private final Snapshots snapshots;
    private final Networks networks;
    private final RuntimeContainers runtime;
    private final MountSources sources;

    /// @param containers directory with one of each container
    Launcher(
            Path containers,
            Snapshots snapshots,
            Networks networks,
            RuntimeContainers runtime,
            MountSources sources) {
        this.containers = containers;
        this.snapshots = snapshots;
        this.networks = networks;
        this.runtime = runtime;
        this.sources = sources;
    }

    /// What became of a start.
    record Launched(int pid, @Nullable Endpoint endpoint) {}

    ContainerFiles files(String id) {
        return new ContainerFiles(containers.resolve(id));
    }

    /// Makes the container's directory, durably.
    void prepare(String id, List<Digest> chain) throws IOException {
        Files.createDirectories(files(id).directory());
        snapshots.prepare(files(id).directory(), chain);
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
        Endpoint endpoint = null;
        try {
            Path rootfs = snapshots.mount(files.directory(), chain, false).path();
            UserLookup.Found user = prepareTree(rootfs, document.spec());
            Network network = network(document, others);
            endpoint = network.endpoint;
            ManagedFiles.write(files, document.at(endpoint), RuntimePlan.hostname(document));
            RuntimePlan.Place place =
                    new RuntimePlan.Place(
                            rootfs,
                            files,
                            sources.ready(document, files),
                            user,
                            network.namespace,
                            joined(document.spec(), others),
                            runtime.cgroups().mode(),
                            document.spec().streams().tty()
                                    ? new ProcessSpec.Terminal(0, 0)
                                    : null);
            int pid = runtime.create(RuntimePlan.of(document, place)).pid();
            connect(document.id(), awaited);
            runtime.start(document.id());
            return new Launched(pid, endpoint);
        } catch (IOException | InterruptedException | RuntimeException e) {
            undo(document.at(endpoint), e);
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

    private record Network(Namespace namespace, @Nullable Endpoint endpoint) {}

    private Network network(ContainerDocument document, Function<String, ContainerDocument> others)
            throws IOException {
        ContainerSpec.Network wanted = document.spec().network();
        String mode = wanted.mode();
        if (mode.startsWith("container:")) {
            ContainerDocument other = others.apply(mode.substring("container:".length()));
            return new Network(namespaceOf(other, "net"), null);
        }
        Networks.Joined joined;
        try {
            joined = join(document.id(), wanted);
        } catch (EngineException e) {
            throw new EngineException(
                    e.kind(), "failed to set up container networking: " + e.getMessage(), e);
        }
        Path pin = joined.pin();
        Namespace namespace =
                pin != null
                        ? new Namespace.Joined(pin)
                        : mode.equals("host") ? new Namespace.Host() : new Namespace.Own();
        return new Network(namespace, joined.endpoint());
    }

    private Networks.Joined join(String id, ContainerSpec.Network wanted) throws IOException {
        return networks.join(
                wanted.mode(),
                id,
                wanted.ports().stream()
                        .map(port ->
                                new Networks.PortRequest(
                                        port.port(),
                                        port.protocol(),
                                        port.hostIp(),
                                        port.hostPort()))
                        .toList());
    }

    private static Namespace namespaceOf(ContainerDocument other, String kind) {
        if (!other.isAlive()) {
            throw EngineException.conflict(
                    "cannot join the %s namespace of a non running container: container %s is %s"
                            .formatted(
                                    kind.equals("net") ? "network" : kind,
                                    other.name(),
                                    other.state().status().word()));
        }
        return new Namespace.Joined(Path.of("/proc/" + other.state().pid() + "/ns/" + kind));
    }

    private static Map<String, Namespace> joined(
            ContainerSpec spec, Function<String, ContainerDocument> others) {
        Map<String, Namespace> joined = new HashMap<>();
        String pid = spec.namespaces().pid();
        if (pid.startsWith("container:")) {
            joined.put("pid", namespaceOf(others.apply(pid.substring(10)), "pid"));
        }
        return joined;
    }

    /// Takes away what an ended container has of the kernel: its runtime state, its place in the
    /// network, its mount.
    void clean(ContainerDocument document) throws IOException, InterruptedException {
        runtime.delete(document.id());
        Endpoint endpoint = document.endpoint();
        if (endpoint != null) {
            networks.leave(endpoint);
        }
        snapshots.unmount(files(document.id()).directory());
        sources.clear(document, files(document.id()));
    }

    /// Removes what an engine that was killed left of looking into a container.
    void removeViews(String id) throws IOException {
        snapshots.removeViews(files(id).directory());
    }

    /// Takes away all of it.
    void discard(String id) throws IOException {
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

    RuntimeContainers runtime() {
        return runtime;
    }
}
