package dev.gantry.engine.container;

import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerDocument.Status;
import dev.gantry.engine.network.Networks;
import dev.gantry.host.runtime.RuntimeContainers;
import dev.gantry.host.runtime.RuntimeFailure;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Changes containers where they stand: held still, under another name, with other limits.
public final class Changing {
    private final Lifecycle lifecycle;
    private final Registry registry;
    private final RuntimeContainers runtime;
    private final Networks networks;

    Changing(Lifecycle lifecycle, Registry registry, Launcher launcher) {
        this.lifecycle = lifecycle;
        this.registry = registry;
        this.runtime = launcher.runtime();
        this.networks = launcher.wiring().networks();
    }

    /// What is to become of a container, decided by what it is.
    @FunctionalInterface
    public interface Change {
        /// @throws EngineException when that cannot be
        Wanted of(ContainerSpec now);
    }

    /// @param note as in {@link ContainerSpec}
    public record Wanted(
            ContainerSpec.Limits limits, ContainerSpec.Restart restart, @Nullable JsonValue note) {}

    void pause(Container container) throws IOException, InterruptedException {
        container.lock();
        try {
            ContainerDocument document = container.document();
            switch (document.state().status()) {
                case PAUSED ->
                        throw EngineException.conflict(
                                "Container %s is already paused".formatted(document.id()));
                case RESTARTING ->
                        throw EngineException.conflict(
                                "Container %s is restarting, wait until the container is running"
                                        .formatted(document.id()));
                case RUNNING -> {}
                case CREATED, EXITED, DEAD -> throw EngineException.notRunning(document.id());
            }
            runtime.pause(document.id());
            lifecycle.save(container, document.with(document.state().as(Status.PAUSED)));
            lifecycle.publish("pause", document, Map.of());
        } finally {
            container.life.unlock();
        }
    }

    void unpause(Container container) throws IOException, InterruptedException {
        container.lock();
        try {
            ContainerDocument document = container.document();
            if (document.state().status() != Status.PAUSED) {
                throw EngineException.conflict(
                        "Container %s is not paused".formatted(document.id()));
            }
            runtime.resume(document.id());
            lifecycle.save(container, document.with(document.state().as(Status.RUNNING)));
            lifecycle.publish("unpause", document, Map.of());
        } finally {
            container.life.unlock();
        }
    }

    void rename(Container container, String asked) throws IOException, InterruptedException {
        String allocating = "Error when allocating new name";
        container.lock();
        try {
            ContainerDocument document = container.document();
            String plain = asked.startsWith("/") ? asked.substring(1) : asked;
            if (document.name().equals(plain)) {
                throw EngineException.invalid(
                        "Renaming a container with the same name as its current name");
            }
            String name;
            try {
                name = Creation.requireName("/" + plain);
                registry.reserve(name, document.id());
            } catch (EngineException e) {
                throw e.during(allocating);
            }
            try {
                ContainerDocument renamed = document.named(name);
                lifecycle.save(
                        container,
                        renamed.at(networks.renamed(Wiring.occupant(renamed), renamed.places())));
            } catch (IOException e) {
                registry.release(name);
                throw e;
            }
            registry.release(document.name());
            lifecycle.publish(
                    "rename", container.document(), Map.of("oldName", "/" + document.name()));
        } finally {
            container.life.unlock();
        }
    }

    void update(Container container, Change change) throws IOException, InterruptedException {
        container.lock();
        try {
            ContainerDocument document = container.document();
            String updating = "Cannot update container " + document.id();
            Wanted wanted;
            try {
                wanted = change.of(document.spec());
                boolean restarts = !wanted.restart.policy().equals("no");
                if (document.spec().autoRemove() && restarts) {
                    throw EngineException.conflict(
                            "Restart policy cannot be updated because AutoRemove is enabled for the"
                                    + " container");
                }
            } catch (EngineException e) {
                throw e.kind() == EngineException.Kind.CONFLICT ? e.during(updating) : e;
            }
            ContainerSpec spec = document.spec().with(wanted.limits, wanted.restart, wanted.note);
            boolean hasNewLimits = !spec.limits().equals(document.spec().limits());
            if (document.isAlive() && hasNewLimits) {
                setLimits(document, spec, updating);
            }
            lifecycle.save(container, document.with(spec));
            lifecycle.publish("update", document, Map.of());
        } finally {
            container.life.unlock();
        }
    }

    private void setLimits(ContainerDocument document, ContainerSpec spec, String updating)
            throws IOException, InterruptedException {
        try {
            runtime.update(document.id(), ResourcePlan.changed(spec));
        } catch (RuntimeFailure.Refused e) {
            throw new EngineException(
                    EngineException.Kind.FAILED, updating + ": " + e.getMessage(), e);
        }
    }
}
