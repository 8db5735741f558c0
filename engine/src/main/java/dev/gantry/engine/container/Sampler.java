package dev.gantry.engine.container;

import dev.gantry.engine.container.ContainerDocument.Status;
import dev.gantry.host.runtime.RuntimeContainers;
import dev.gantry.host.runtime.Usage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells what containers use. How busy one is can only be told from two looks, so the last look is
/// kept, and a thread of its own takes one every few seconds: whoever asks is answered at once.
final class Sampler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);

    /// Two looks nearer than this tell little, since the kernel counts in steps of 10 ms.
    private static final Duration LEAST = Duration.ofMillis(100);

    private final Registry registry;
    private final RuntimeContainers runtime;
    private final Map<String, Usage.Cpu> last = new ConcurrentHashMap<>();
    private final Thread thread;

    Sampler(Registry registry, RuntimeContainers runtime) {
        this.registry = registry;
        this.runtime = runtime;
        this.thread = Thread.ofVirtual().name("sampler").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                registry.all().forEach(this::look);
                last.keySet().removeIf(id -> !registry.has(id));
            }
        } catch (InterruptedException e) {
            return; // the engine closes
        }
    }

    private void look(Container container) {
        if (container.document().state().status() != Status.RUNNING) {
            return;
        }
        try {
            runtime.cpuUsage(container.id()).ifPresent(cpu -> last.put(container.id(), cpu));
        } catch (IOException | RuntimeException e) {
            LOG.debug("what container {} uses cannot be told", container.id(), e);
        }
    }

    /// What a container uses now and what its processors had used before; empty when it does not
    /// run. Right after the start of container or engine it takes a moment, to have two looks.
    ///
    /// @param alone without the look before
    Optional<Sample> sample(Container container, boolean alone)
            throws IOException, InterruptedException {
        if (!container.document().isAlive()) {
            return Optional.empty();
        }
        Usage.@Nullable Cpu before = alone ? null : before(container.id());
        Optional<Usage> now = runtime.usage(container.id());
        now.ifPresent(usage -> last.put(container.id(), usage.cpu()));
        return now.map(usage -> new Sample(usage, before));
    }

    private Usage.@Nullable Cpu before(String id) throws IOException, InterruptedException {
        Usage.Cpu before = last.get(id);
        if (before == null) {
            before = runtime.cpuUsage(id).orElse(null);
        }
        if (before != null) {
            Duration since = Duration.between(before.at(), Instant.now());
            Thread.sleep(since.isNegative() ? LEAST : max(LEAST.minus(since)));
        }
        return before;
    }

    private static Duration max(Duration time) {
        return time.isNegative() ? Duration.ZERO : time;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
