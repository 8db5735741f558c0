package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerDocument.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Takes containers away.
final class Removal {
    private final Registry registry;
    private final Launcher launcher;
    private final Lifecycle lifecycle;
    private final Stopping stopping;

    Removal(Registry registry, Launcher launcher, Lifecycle lifecycle, Stopping stopping) {
        this.registry = registry;
        this.launcher = launcher;
        this.lifecycle = lifecycle;
        this.stopping = stopping;
    }

    /// @param reference as the caller named it
    /// @param force kill it first
    /// @param volumes also its anonymous volumes
    void remove(Container container, String reference, boolean force, boolean volumes)
            throws IOException, InterruptedException {
        boolean isOnlyKilled = false;
        while (true) {
            if (isOnlyKilled || isUp(container.document().state().status())) {
                requireForce(container.document(), reference, force);
                stopping.killAndWait(container);
            }
            if (!lock(container)) {
                return;
            }
            try {
                // It may have been started between its end and our lock.
                isOnlyKilled = isUp(container.document().state().status());
                if (!isOnlyKilled) {
                    lifecycle.remove(container, volumes);
                    return;
                }
            } finally {
                container.life.unlock();
            }
        }
    }

    private static boolean isUp(Status status) {
        return switch (status) {
            case RUNNING, PAUSED, RESTARTING -> true;
            case CREATED, EXITED, DEAD -> false;
        };
    }

    /// @return false when it removes itself at its end, and has
    private static boolean lock(Container container) throws InterruptedException {
        try {
            container.lock();
            return true;
        } catch (EngineException e) {
            if (container.document().spec().autoRemove()) {
                return false;
            }
            throw e;
        }
    }

    private static void requireForce(ContainerDocument document, String reference, boolean force) {
        if (force) {
            return;
        }
        Status status = document.state().status();
        throw EngineException.conflict(
                "cannot remove container \"%s\": container is %s%s"
                        .formatted(
                                reference,
                                status.word(),
                                status == Status.PAUSED
                                        ? " and must be unpaused first"
                                        : ": stop the container before removing or force remove"));
    }

    /// One that somebody else starts or removes meanwhile is left to him.
    Containers.Pruned prune(Predicate<ContainerDocument> concerned)
            throws IOException, InterruptedException {
        List<ContainerId> removed = new ArrayList<>();
        long bytes = 0;
        for (Container container : registry.all()) {
            ContainerDocument document = container.document();
            if (isUp(document.state().status()) || !concerned.test(document)) {
                continue;
            }
            try {
                long written =
                        launcher.snapshots().sizeRw(launcher.files(document.id()).directory());
                remove(container, document.id(), false, false);
                removed.add(document.containerId());
                bytes += written;
            } catch (EngineException e) {
                if (e.kind() != EngineException.Kind.CONFLICT
                        && e.kind() != EngineException.Kind.NOT_FOUND) {
                    throw e;
                }
            } catch (IOException e) {
                if (registry.find(document.id()).isPresent()) {
                    throw e;
                }
            }
        }
        lifecycle.publishPruned(bytes);
        return new Containers.Pruned(removed, bytes);
    }
}
