package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerDocument.Status;
import dev.gantry.engine.event.Events;
import dev.gantry.engine.image.Images;
import dev.gantry.engine.log.Shipping;
import dev.gantry.engine.state.Database;
import dev.gantry.engine.state.Database.Kind;
import dev.gantry.host.log.LogSink;
import dev.gantry.host.runtime.Exit;
import dev.gantry.host.runtime.RuntimeFailure;
import dev.gantry.oci.Digest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happens to containers over time: started, ended, started again, removed. Each change is in
/// the database before anyone is told. One virtual thread watches each living container.
final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);
    private static final int UNKNOWN_EXIT = 128;

    private final Launcher launcher;
    private final Database database;
    private final Images images;
    private final Events events;
    private final Registry registry;
    private final MountResolution mounts;
    private final HealthChecks health;
    private final Shipping shipping;
    private volatile boolean isClosed;

    Lifecycle(
            Launcher launcher,
            Database database,
            Images images,
            Events events,
            Registry registry,
            MountResolution mounts) {
        this.launcher = launcher;
        this.database = database;
        this.images = images;
        this.events = events;
        this.registry = registry;
        this.mounts = mounts;
        this.shipping = new Shipping(launcher.runtime());
        this.health = new HealthChecks(launcher, this, new Execs(registry, launcher, this));
    }

    /// From now on containers are left alone: the engine ends, they go on.
    void close() {
        isClosed = true;
        shipping.close();
    }

    List<Digest> chain(ContainerDocument document) {
        return images.layersOf(Digest.parse(document.image()));
    }

    void save(Container container, ContainerDocument changed) throws IOException {
        database.put(Kind.CONTAINER, changed.id(), changed);
        container.replace(changed);
    }

    /// Starts a container. The caller holds its lock.
    void start(Container container) throws IOException, InterruptedException {
        ContainerDocument document = container.document();
        Launcher.Launched launched;
        LogSink sink = null;
        try {
            sink = connect(document);
            launched =
                    launcher.launch(
                            document,
                            chain(document),
                            container.takeAwaited(),
                            reference -> registry.require(reference).document());
        } catch (IOException | RuntimeException e) {
            if (sink != null) {
                sink.close();
            }
            failed(container, e);
            throw e;
        }
        save(
                container,
                document.with(document.state().running(launched.pid(), Instant.now()))
                        .at(launched.places())
                        .stoppedByHand(false));
        publish("start", container.document(), Map.of());
        shipping.follow(launcher.cargo(document), sink);
        container.endsForHealth = false;
        health.begin(container);
        watch(container);
    }

    private @Nullable LogSink connect(ContainerDocument document) {
        try {
            return shipping.open(document.spec().log(), launcher.cargo(document).subject());
        } catch (IOException e) {
            throw new EngineException(
                    EngineException.Kind.FAILED,
                    "failed to create task for container: failed to initialize logging driver: "
                            + e.getMessage(),
                    e);
        }
    }

    private void failed(Container container, Exception cause)
            throws IOException, InterruptedException {
        int code =
                switch (cause) {
                    case RuntimeFailure.CommandNotFound _ -> 127;
                    case RuntimeFailure.CommandNotExecutable _ -> 126;
                    default -> UNKNOWN_EXIT;
                };
        ContainerDocument document = container.document();
        save(
                container,
                document.with(document.state().failed(code, String.valueOf(cause.getMessage())))
                        .at(document.places().withoutEndpoints()));
        container.abandonAwaited();
        container.tellEnded(false);
        if (document.spec().autoRemove()) {
            remove(container, true);
        }
    }

    /// Follows a living container of an earlier engine to its end.
    void takeUp(Container container) throws IOException, InterruptedException {
        health.takeUp(container);
        shipping.follow(launcher.cargo(container.document()), null);
        watch(container);
    }

    private void watch(Container container) {
        Thread probes = health.follow(container);
        Thread.ofVirtual()
                .name("watch-" + container.id().substring(0, 12))
                .start(() -> {
                    watchToTheEnd(container);
                    if (probes != null) {
                        probes.interrupt();
                    }
                });
    }

    private void watchToTheEnd(Container container) {
        try {
            Exit exit = launcher.runtime().awaitExit(container.id());
            if (isClosed) {
                return;
            }
            container.life.lock();
            try {
                if (!container.isRemoved() && container.document().isAlive()) {
                    ended(container, exit);
                }
            } finally {
                container.life.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOG.error("container {} is not watched any more", container.id(), e);
        }
    }

    /// Records an end, tells of it, cleans up, and starts it again if its policy wants that. The
    /// caller holds the lock.
    void ended(Container container, Exit exit) throws IOException, InterruptedException {
        RestartDecision decision = recordEnd(container, exit);
        if (decision.again()) {
            restartLater(container, decision.delay());
        }
    }

    /// The same, but that it is left to the caller to start it again. The caller holds the lock.
    RestartDecision recordEnd(Container container, Exit exit)
            throws IOException, InterruptedException {
        ContainerDocument document = container.document();
        Instant started = document.state().startedAt();
        Duration ran = started == null ? Duration.ZERO : Duration.between(started, exit.at());
        RestartDecision decision =
                RestartDecision.of(
                        document.spec().restart(),
                        exit.code(),
                        container.endsForHealth,
                        document.wasStoppedByHand(),
                        document.restarts(),
                        container.lastDelay,
                        ran);
        Status status = decision.again() ? Status.RESTARTING : Status.EXITED;
        String error = exit.doubt() == null ? "" : exit.doubt();
        save(
                container,
                document.with(
                        document.state()
                                .ended(status, exit.code(), exit.oomKilled(), error, exit.at())));
        if (exit.oomKilled()) {
            publish("oom", container.document(), Map.of());
        }
        publish(
                "die",
                container.document(),
                Map.of(
                        "exitCode", Integer.toString(exit.code()),
                        "execDuration", Long.toString(Math.max(0, ran.toSeconds()))));
        health.end(container);
        container.tellEnded(decision.again());
        cleanUp(container);
        if (decision.again()) {
            container.lastDelay = decision.delay();
        } else if (document.spec().autoRemove()) {
            remove(container, true);
        }
        return decision;
    }

    /// What cannot be cleaned up now is cleaned up when the engine starts again.
    private void cleanUp(Container container) throws IOException, InterruptedException {
        ContainerDocument document = container.document();
        try {
            launcher.clean(document);
        } catch (IOException e) {
            LOG.error("container {} could not be cleaned up", document.id(), e);
            return;
        }
        container.execs.clear();
        container.abandonAwaited();
        if (!document.places().endpoints().isEmpty()) {
            save(container, document.at(document.places().withoutEndpoints()));
        }
    }

    private void restartLater(Container container, Duration delay) {
        Thread pending =
                Thread.ofVirtual()
                        .name("restart-" + container.id().substring(0, 12))
                        .unstarted(() -> restartAfter(container, delay));
        container.pendingRestart = pending;
        pending.start();
    }

    private void restartAfter(Container container, Duration delay) {
        try {
            Thread.sleep(delay);
            container.lock();
            try {
                if (!isClosed && container.document().state().status() == Status.RESTARTING) {
                    ContainerDocument document = container.document();
                    save(container, document.withRestarts(document.restarts() + 1));
                    start(container);
                }
            } finally {
                container.life.unlock();
            }
        } catch (InterruptedException e) {
            return; // not wanted any more
        } catch (IOException | RuntimeException e) {
            LOG.warn("container {} could not be started again: {}", container.id(), e.getMessage());
        }
    }

    /// A put-off start that is not wanted any more; the container counts as ended. The caller holds
    /// the lock.
    void cancelRestart(Container container) throws IOException {
        Thread pending = container.pendingRestart;
        if (pending != null) {
            pending.interrupt();
        }
        ContainerDocument document = container.document();
        save(container, document.with(document.state().as(Status.EXITED)).stoppedByHand(true));
        container.tellEnded(false);
    }

    /// Removes an ended container. The caller holds the lock.
    ///
    /// @param volumes also those nobody named
    void remove(Container container, boolean volumes) throws IOException, InterruptedException {
        ContainerDocument document = container.document();
        shipping.stop(document.id());
        launcher.clean(document);
        database.remove(Kind.CONTAINER, document.id());
        registry.forget(document);
        container.tellRemoved();
        launcher.discard(document.id(), document.spec().limits().storageSize());
        images.released();
        mounts.release(document.spec().mounts(), document.id(), volumes);
        publish("destroy", document, Map.of());
    }

    void publishPruned(long bytes) {
        events.publish("container", "prune", "", Map.of("reclaimed", Long.toString(bytes)));
    }

    void publish(String action, ContainerDocument document, Map<String, String> more) {
        Map<String, String> attributes = new HashMap<>(document.spec().labels());
        attributes.put("image", document.spec().image());
        attributes.put("name", document.name());
        attributes.putAll(more);
        events.publish("container", action, document.id(), attributes);
    }
}
