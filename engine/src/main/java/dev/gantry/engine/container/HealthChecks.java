package dev.gantry.engine.container;

import dev.gantry.base.Json;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerDocument.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after containers that have a health check, on one virtual thread each.
///
/// How one fares is kept in a file beside it, so that the next engine goes on from there. Losing
/// that file costs no more than the next probe, so it is not synced.
final class HealthChecks {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

    private final Launcher launcher;
    private final Lifecycle lifecycle;
    private final Prober prober;

    HealthChecks(Launcher launcher, Lifecycle lifecycle, Execs execs) {
        this.launcher = launcher;
        this.lifecycle = lifecycle;
        this.prober = new Prober(execs);
    }

    /// Forgets what was before a start. The caller holds the container's lock.
    void begin(Container container) {
        if (container.document().spec().health().isOn()) {
            Health before = container.health();
            container.health(before == null ? Health.STARTING : before.startedAgain());
            keep(container);
        }
    }

    /// Takes up what an earlier engine knew, and ends probes it left running.
    void takeUp(Container container) throws IOException, InterruptedException {
        if (!container.document().spec().health().isOn()) {
            return;
        }
        launcher.runtime().endExecs(container.id(), Exec.PROBE);
        container.health(read(launcher.files(container.id()).health()));
    }

    private static @Nullable Health read(Path file) {
        try {
            return Json.read(Health.class, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            LOG.warn("{} is not readable, so what it says of health is lost", file, e);
            return null;
        }
    }

    /// Follows a living container.
    ///
    /// @return what to interrupt at its end; `null` when it has no check
    @Nullable Thread follow(Container container) {
        if (!container.document().spec().health().isOn()) {
            return null;
        }
        if (container.health() == null) {
            container.health(Health.STARTING);
        }
        return Thread.ofVirtual()
                .name("health-" + container.id().substring(0, 12))
                .start(() -> run(container));
    }

    /// Tells that it has ended. The caller holds the container's lock.
    void end(Container container) {
        Health health = container.health();
        if (health != null) {
            container.health(health.ended());
            keep(container);
        }
    }

    private void run(Container container) {
        try {
            while (true) {
                look(container);
            }
        } catch (InterruptedException e) {
            return; // it has ended
        } catch (IOException | RuntimeException e) {
            LOG.error("the health of container {} is not watched any more", container.id(), e);
        }
    }

    private void look(Container container) throws IOException, InterruptedException {
        HealthCheck check = container.document().spec().health();
        Instant startedAt = startedAt(container);
        Thread.sleep(check.pause(health(container), startedAt, Instant.now()));
        if (container.document().state().status() != Status.RUNNING) {
            return;
        }
        Health.Probe probe = prober.probe(container, check);
        if (!container.document().isAlive()) {
            return; // the probe died with it
        }
        Health before = health(container);
        Health after = check.after(before, probe, startedAt);
        container.health(after);
        keep(container);
        if (after.status() != before.status()) {
            lifecycle.publish(
                    "health_status: " + after.status().word(), container.document(), Map.of());
            if (after.status() == Health.Status.UNHEALTHY) {
                restartIfWanted(container);
            }
        }
    }

    private static Instant startedAt(Container container) {
        Instant at = container.document().state().startedAt();
        return at == null ? Instant.EPOCH : at;
    }

    private static Health health(Container container) {
        Health health = container.health();
        return health == null ? Health.STARTING : health;
    }

    /// On a thread of its own, since this one ends with the container.
    private void restartIfWanted(Container container) {
        if (container.document().spec().restart().isOnUnhealthy()) {
            Thread.ofVirtual()
                    .name("unhealthy-" + container.id().substring(0, 12))
                    .start(() -> restart(container));
        }
    }

    private void restart(Container container) {
        try {
            container.endsForHealth = true;
            new Stopping(lifecycle, launcher.runtime()).stop(container, null, null, false);
        } catch (EngineException e) {
            LOG.debug("container {} needs no restart: {}", container.id(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOG.error("unhealthy container {} could not be stopped", container.id(), e);
        }
    }

    /// A container goes on whether or not there is room for this.
    private void keep(Container container) {
        Path file = launcher.files(container.id()).health();
        Path stage = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.write(stage, Json.bytes(health(container)));
            Files.move(stage, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("{} could not be written: {}", file, e.getMessage());
        }
    }
}
