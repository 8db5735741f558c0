package dev.gantry.engine.container;

import dev.gantry.engine.container.ContainerDocument.Status;
import dev.gantry.host.runtime.LogRotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after the logs of living containers. One virtual thread looks at all of them, more often
/// while one grows fast; what takes longer than a look is done on a thread of the container's own.
final class LogTender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogTender.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration HOT = Duration.ofMillis(100);

    private final Registry registry;
    private final Launcher launcher;
    private final Map<String, Long> sizes = new ConcurrentHashMap<>();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    LogTender(Registry registry, Launcher launcher) {
        this.registry = registry;
        this.launcher = launcher;
        this.thread = Thread.ofVirtual().name("log-tender").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                boolean isHot = false;
                for (Container container : registry.all()) {
                    isHot |= isKept(container) && look(container);
                }
                sizes.keySet().removeIf(id -> !registry.has(id));
                Thread.sleep(isHot ? HOT : PERIOD);
            }
        } catch (InterruptedException e) {
            return; // the engine closes
        }
    }

    private static boolean isKept(Container container) {
        return container.document().state().status() == Status.RUNNING
                && container.document().spec().log().isKept();
    }

    /// @return whether the log will be too long before the next look, should it go on like this
    private boolean look(Container container) {
        String id = container.id();
        Path log = launcher.files(id).log();
        LogRotation rotation = container.document().spec().log().rotation();
        if (rotation.maxSize() < 0 && Files.exists(log)) {
            return false;
        }
        try {
            long size = Files.exists(log) ? Files.size(log) : Long.MAX_VALUE;
            if (size >= rotation.maxSize() && busy.add(id)) {
                Thread.ofVirtual()
                        .name("log-" + id.substring(0, 12))
                        .start(() -> tend(id, log, rotation));
            }
            Long before = sizes.put(id, size);
            return before != null && size + (size - before) >= rotation.maxSize();
        } catch (IOException e) {
            LOG.debug("the log of container {} cannot be looked at", id, e);
            return false;
        }
    }

    private void tend(String id, Path log, LogRotation rotation) {
        try {
            long _ = launcher.runtime().tendLog(id, log, rotation);
        } catch (IOException | RuntimeException e) {
            LOG.warn("the log of container {} could not be rotated", id, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            busy.remove(id);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
