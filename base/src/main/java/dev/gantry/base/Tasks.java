package dev.gantry.base;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Children that live inside a block: all succeed, or the first failure interrupts the rest.
///
/// Each {@link #fork} starts one virtual thread. {@link #join} waits for all and throws the first
/// failure; {@link #close} interrupts what still runs and returns when every child has ended. One
/// thread owns the block.
public final class Tasks implements AutoCloseable {
    private final String name;
    private final Optional<Call> call = Call.current();
    private final List<Thread> threads = new ArrayList<>();
    private final LinkedBlockingQueue<FutureTask<?>> finished = new LinkedBlockingQueue<>();
    private int joined;

    private Tasks(String name) {
        this.name = name;
    }

    /// @param name what the children are doing, for thread dumps
    public static Tasks open(String name) {
        return new Tasks(name);
    }

    public <T extends @Nullable Object> Future<T> fork(Callable<T> work) {
        Callable<T> bound = call.<Callable<T>>map(current -> () -> current.run(work)).orElse(work);
        FutureTask<T> task =
                new FutureTask<>(bound) {
                    @Override
                    protected void done() {
                        finished.add(this);
                    }
                };
        threads.add(Thread.ofVirtual().name(name + "-" + threads.size()).start(task));
        return task;
    }

    /// Waits until every child has succeeded, or one has failed: then the others are interrupted
    /// and its failure is thrown. What a child threw arrives as it was if it is an `IOException`,
    /// `RuntimeException`, `Error` or `InterruptedException`.
    public void join() throws IOException, InterruptedException {
        for (; joined < threads.size(); joined++) {
            try {
                finished.take().get();
            } catch (ExecutionException e) {
                interruptAll();
                throwAsWas(e.getCause() == null ? e : e.getCause());
            } catch (CancellationException e) {
                interruptAll();
                throw e;
            }
        }
    }

    private static void throwAsWas(Throwable cause) throws IOException, InterruptedException {
        switch (cause) {
            case IOException e -> throw e;
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(cause);
        }
    }

    private void interruptAll() {
        threads.forEach(Thread::interrupt);
    }

    @Override
    public void close() {
        interruptAll();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
