package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerDocument.Status;
import dev.gantry.host.runtime.RuntimeContainers;
import dev.gantry.host.runtime.RuntimeFailure;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Ends containers by signals. The end itself is recorded by whoever watches; here nobody holds a
/// lock while waiting for it.
final class Stopping {
    private static final int DEFAULT_SECONDS = 10;

    private final Lifecycle lifecycle;
    private final RuntimeContainers runtime;

    Stopping(Lifecycle lifecycle, RuntimeContainers runtime) {
        this.lifecycle = lifecycle;
        this.runtime = runtime;
    }

    /// @param byHand whether restart policies are to leave it alone then
    void stop(
            Container container, @Nullable Integer seconds, @Nullable String signal, boolean byHand)
            throws IOException, InterruptedException {
        ContainerSpec.Process process = container.document().spec().process();
        String name = signal == null || signal.isEmpty() ? process.stopSignal() : signal;
        int number = name.isEmpty() ? Signals.TERM : Signals.parse(name);
        Integer own = process.stopTimeout();
        int patience = seconds != null ? seconds : own != null ? own : DEFAULT_SECONDS;
        try (Wait ended = begin(container, byHand)) {
            signal(container, number);
            if (!join(ended, patience)) {
                signal(container, Signals.KILL);
                ended.join();
            }
        }
        lifecycle.publish("stop", container.document(), Map.of());
    }

    /// Marks it, so that no policy brings it back.
    ///
    /// @return somebody who waits for the end
    private Wait begin(Container container, boolean byHand)
            throws IOException, InterruptedException {
        container.lock();
        try {
            ContainerDocument document = container.document();
            if (document.state().status() == Status.RESTARTING) {
                lifecycle.cancelRestart(container);
                return container.await(Wait.Condition.NOT_RUNNING);
            }
            if (!document.isAlive()) {
                throw new EngineException(
                        EngineException.Kind.NOT_MODIFIED, "container is not running");
            }
            if (byHand) {
                lifecycle.save(container, document.stoppedByHand(true));
            }
            return container.await(byHand ? Wait.Condition.NOT_RUNNING : Wait.Condition.NEXT_EXIT);
        } finally {
            container.life.unlock();
        }
    }

    /// @return false when it did not end in time
    private static boolean join(Wait ended, int seconds) throws InterruptedException {
        if (seconds < 0) {
            ended.join();
            return true;
        }
        FutureTask<Wait.Outcome> task = new FutureTask<>(ended::join);
        Thread waiter = Thread.ofVirtual().name("stop").start(task);
        try {
            task.get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            waiter.interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    void kill(Container container, String signal) throws IOException, InterruptedException {
        int number = signal.isEmpty() ? Signals.KILL : Signals.parse(signal);
        ContainerDocument document = container.document();
        if (!document.isAlive() && document.state().status() != Status.RESTARTING) {
            throw EngineException.notRunning(document.id());
        }
        if (number == Signals.KILL || !document.isAlive()) {
            killAndWait(container);
        } else {
            signal(container, number);
        }
    }

    void killAndWait(Container container) throws IOException, InterruptedException {
        try (Wait ended = begin(container, true)) {
            signal(container, Signals.KILL);
            ended.join();
        } catch (EngineException e) {
            if (e.kind() != EngineException.Kind.NOT_MODIFIED) {
                throw e;
            }
        }
    }

    /// A paused container is let go on, since it could not even die. One that has just ended needs
    /// no signal.
    private void signal(Container container, int number) throws IOException, InterruptedException {
        lifecycle.publish("kill", container.document(), Map.of("signal", Integer.toString(number)));
        try {
            runtime.kill(container.id(), number);
            if (container.document().state().status() == Status.PAUSED) {
                runtime.resume(container.id());
            }
        } catch (RuntimeFailure.NotRunning e) {
            return;
        }
    }
}
