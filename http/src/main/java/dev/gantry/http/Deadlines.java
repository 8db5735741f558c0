package dev.gantry.http;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Does short things, such as cutting a connection, when their time has come. One daemon thread.
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor clock;

    Deadlines() {
        clock =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("http-deadlines").daemon().factory());
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /// Something that happens unless it is closed before.
    interface Deadline extends AutoCloseable {
        @Override
        void close();
    }

    /// Does it at once when these have ended.
    Deadline after(Duration time, Runnable action) {
        try {
            ScheduledFuture<?> future =
                    clock.schedule(action, time.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            action.run();
            return () -> {};
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
