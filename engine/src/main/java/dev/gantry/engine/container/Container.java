package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One container: what is true of it, who waits for it, and the lock that lets one thing happen to
/// it at a time.
///
/// {@link #life} is held while it is started, ended or removed; never while waiting for its end.
final class Container {
    final ReentrantLock life = new ReentrantLock();
    final Map<String, Exec> execs = new ConcurrentHashMap<>();

    private volatile ContainerDocument document;
    private final List<Waiter> waiters = new ArrayList<>();
    private final List<AwaitedStreams> awaited = new ArrayList<>();
    private boolean isRemoved;

    /// Interrupted when a start that was put off is not wanted any more.
    volatile @Nullable Thread pendingRestart;

    /// How it fares; `null` without a health check. Written by whoever looks after its health, and
    /// under {@link #life} when it starts and ends.
    private volatile @Nullable Health health;

    /// Whether it is being ended because it is unhealthy.
    volatile boolean endsForHealth;

    /// Before it was last started again; zero when it never was. Guarded by {@link #life}.
    Duration lastDelay = Duration.ZERO;

    Container(ContainerDocument document) {
        this.document = document;
    }

    ContainerDocument document() {
        return document;
    }

    @Nullable Health health() {
        return health;
    }

    void health(@Nullable Health seen) {
        health = seen;
    }

    String id() {
        return document.id();
    }

    /// Only with {@link #life} held, after it is in the database.
    void replace(ContainerDocument changed) {
        document = changed;
    }

    /// With {@link #life} held.
    boolean isRemoved() {
        return isRemoved;
    }

    private final class Waiter implements Wait {
        private final Condition condition;
        private final CountDownLatch over = new CountDownLatch(1);
        private Outcome outcome = new Outcome(0, null);

        Waiter(Condition condition) {
            this.condition = condition;
        }

        @Override
        public Outcome join() throws InterruptedException {
            over.await();
            return outcome;
        }

        /// Once; what is told before is seen by whoever comes later.
        private void tell(Outcome told) {
            outcome = told;
            over.countDown();
        }

        @Override
        public void close() {
            synchronized (waiters) {
                waiters.remove(this);
            }
        }
    }

    Wait await(Wait.Condition condition) {
        Waiter waiter = new Waiter(condition);
        synchronized (waiters) {
            ContainerDocument now = document;
            boolean isOver =
                    isRemoved
                            || (condition == Wait.Condition.NOT_RUNNING
                                    && !now.isAlive()
                                    && now.state().status() != ContainerDocument.Status.RESTARTING);
            if (isOver) {
                waiter.tell(outcome(now));
            } else {
                waiters.add(waiter);
            }
        }
        return waiter;
    }

    /// Why a start failed is told to whoever asked for it, not to those who wait for the end.
    private static Wait.Outcome outcome(ContainerDocument document) {
        return new Wait.Outcome(document.state().exitCode(), null);
    }

    /// It has ended, or could not be started.
    void tellEnded(boolean willRestart) {
        tell(waiter ->
                waiter.condition == Wait.Condition.NEXT_EXIT
                        || (waiter.condition == Wait.Condition.NOT_RUNNING && !willRestart));
    }

    void tellRemoved() {
        synchronized (waiters) {
            isRemoved = true;
        }
        tell(_ -> true);
        abandonAwaited();
    }

    private void tell(java.util.function.Predicate<Waiter> concerned) {
        Wait.Outcome outcome = outcome(document);
        synchronized (waiters) {
            waiters.removeIf(waiter -> {
                boolean is = concerned.test(waiter);
                if (is) {
                    waiter.tell(outcome);
                }
                return is;
            });
        }
    }

    AwaitedStreams awaitStreams() {
        AwaitedStreams streams = new AwaitedStreams();
        synchronized (awaited) {
            awaited.add(streams);
        }
        return streams;
    }

    List<AwaitedStreams> takeAwaited() {
        synchronized (awaited) {
            List<AwaitedStreams> taken = List.copyOf(awaited);
            awaited.clear();
            return taken;
        }
    }

    void abandonAwaited() {
        takeAwaited().forEach(AwaitedStreams::abandon);
    }

    void lock() throws InterruptedException {
        life.lockInterruptibly();
        if (isRemoved) {
            life.unlock();
            throw EngineException.noSuchContainer(document.id());
        }
    }
}
