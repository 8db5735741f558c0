package dev.gantry.engine.container;

import dev.gantry.engine.container.ContainerDocument.Status;
import dev.gantry.engine.state.Database;
import dev.gantry.host.runtime.Exit;
import dev.gantry.host.runtime.RuntimeState;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out, when the engine starts, what has become of its containers since it was last there.
final class TakeUp {
    private static final Logger LOG = LoggerFactory.getLogger(TakeUp.class);
    private static final int LOST = 255;

    private final Registry registry;
    private final Launcher launcher;
    private final Lifecycle lifecycle;

    TakeUp(Registry registry, Launcher launcher, Lifecycle lifecycle) {
        this.registry = registry;
        this.launcher = launcher;
        this.lifecycle = lifecycle;
    }

    void run(Database database) throws IOException, InterruptedException {
        List<Container> containers = new ArrayList<>();
        for (ContainerDocument document :
                database.readable(Database.Kind.CONTAINER, ContainerDocument.class).values()) {
            Container container = new Container(document);
            registry.add(container);
            containers.add(container);
        }
        Set<String> known = database.all(Database.Kind.CONTAINER).keySet();
        Set<String> leftovers = new HashSet<>(launcher.runtime().all());
        for (Container container : containers) {
            try {
                launcher.removeViews(container.id());
                takeUp(container);
            } catch (IOException | RuntimeException e) {
                LOG.error("container {} could not be taken up", container.id(), e);
            }
        }
        new Comeback(registry, lifecycle).begin(containers);
        leftovers.removeAll(known);
        for (String id : leftovers) {
            LOG.warn("container {} belongs to nobody and is removed", id);
            launcher.runtime().delete(id);
        }
    }

    private void takeUp(Container container) throws IOException, InterruptedException {
        container.life.lock();
        try {
            ContainerDocument document = container.document();
            Optional<RuntimeState> found = launcher.runtime().find(container.id());
            switch (document.state().status()) {
                case RUNNING, PAUSED -> alive(container, found);
                case RESTARTING -> launcher.clean(document);
                case CREATED, EXITED, DEAD -> {
                    if (found.isPresent() || !document.places().endpoints().isEmpty()) {
                        launcher.clean(document);
                        lifecycle.save(
                                container, document.at(document.places().withoutEndpoints()));
                    }
                }
            }
        } finally {
            container.life.unlock();
        }
    }

    private void alive(Container container, Optional<RuntimeState> found)
            throws IOException, InterruptedException {
        ContainerDocument document = container.document();
        launcher.wiring().serveNames(document);
        switch (found.orElse(new RuntimeState.Created(0))) {
            case RuntimeState.Running(int pid) -> {
                if (document.state().status() == Status.PAUSED) {
                    lifecycle.save(container, document.with(document.state().as(Status.RUNNING)));
                }
                LOG.debug("container {} runs on as process {}", document.id(), pid);
                lifecycle.takeUp(container);
            }
            case RuntimeState.Paused(_) -> {
                lifecycle.save(container, document.with(document.state().as(Status.PAUSED)));
                lifecycle.takeUp(container);
            }
            case RuntimeState.Exited(_) ->
                    lifecycle.recordEnd(container, launcher.runtime().awaitExit(container.id()));
            case RuntimeState.Created(_) ->
                    lifecycle.recordEnd(
                            container,
                            new Exit(
                                    LOST,
                                    Instant.now(),
                                    false,
                                    "it was lost when the machine went down"));
        }
    }
}
