package dev.gantry.engine.container;

import dev.gantry.engine.container.ContainerDocument.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts, when the engine does, the containers whose restart policies want it: those that waited
/// for it, and those that have ended and were not meant to. A container that joins another comes
/// after that one. The engine does not wait for any of this.
final class Comeback {
    private static final Logger LOG = LoggerFactory.getLogger(Comeback.class);

    /// Starting is mostly the kernel's work, which more at once do not make faster.
    private static final int AT_ONCE = 8;

    private final Registry registry;
    private final Lifecycle lifecycle;

    Comeback(Registry registry, Lifecycle lifecycle) {
        this.registry = registry;
        this.lifecycle = lifecycle;
    }

    void begin(List<Container> all) {
        List<Container> wanted = all.stream().filter(Comeback::isWanted).toList();
        if (!wanted.isEmpty()) {
            Thread.ofVirtual().name("comeback").start(() -> run(wanted));
        }
    }

    private static boolean isWanted(Container container) {
        ContainerDocument document = container.document();
        return switch (document.state().status()) {
            case RESTARTING -> true;
            case EXITED, DEAD -> document.state().startedAt() != null && comesBack(document);
            case CREATED, RUNNING, PAUSED -> false;
        };
    }

    private static boolean comesBack(ContainerDocument document) {
        ContainerSpec.Restart restart = document.spec().restart();
        return switch (restart.policy()) {
            case "always" -> true;
            case "unless-stopped" -> !document.wasStoppedByHand();
            case "on-failure", "on-unhealthy" ->
                    !document.wasStoppedByHand()
                            && document.state().exitCode() != 0
                            && (restart.maximumRetries() == 0
                                    || document.restarts() < restart.maximumRetries());
            default -> false;
        };
    }

    /// Wave after wave: whoever joins one that is still to come waits for the next.
    private void run(List<Container> wanted) {
        List<Container> left = new ArrayList<>(wanted);
        while (!left.isEmpty()) {
            Set<String> coming = new HashSet<>(left.stream().map(Container::id).toList());
            List<Container> wave =
                    left.stream()
                            .filter(container ->
                                    joined(container.document().spec()).noneMatch(coming::contains))
                            .toList();
            List<Container> now = wave.isEmpty() ? List.copyOf(left) : wave;
            left.removeAll(now);
            if (!startAll(now)) {
                return;
            }
        }
    }

    private static Stream<String> joined(ContainerSpec spec) {
        return Stream.of(spec.network().mode(), spec.namespaces().ipc(), spec.namespaces().pid())
                .filter(mode -> mode.startsWith("container:"))
                .map(mode -> mode.substring("container:".length()));
    }

    /// @return false when this thread is to end
    private boolean startAll(List<Container> wave) {
        Semaphore places = new Semaphore(AT_ONCE);
        try {
            for (Container container : wave) {
                places.acquire();
                Thread.ofVirtual()
                        .name("comeback-" + container.id().substring(0, 12))
                        .start(() -> {
                            start(container);
                            places.release();
                        });
            }
            places.acquire(AT_ONCE);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void start(Container container) {
        try {
            container.life.lockInterruptibly();
        } catch (InterruptedException e) {
            return; // the engine ends
        }
        try {
            Status status = container.document().state().status();
            boolean isGone = registry.find(container.id()).isEmpty();
            if (!isGone && status != Status.RUNNING && status != Status.PAUSED) {
                if (status == Status.RESTARTING) {
                    ContainerDocument document = container.document();
                    lifecycle.save(container, document.withRestarts(document.restarts() + 1));
                }
                lifecycle.start(container);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOG.warn("container {} could not be started again: {}", container.id(), e.getMessage());
        } finally {
            container.life.unlock();
        }
    }
}
