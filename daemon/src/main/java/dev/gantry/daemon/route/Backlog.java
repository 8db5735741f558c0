package dev.gantry.daemon.route;

import dev.gantry.host.runtime.Output;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a container has written and an attached client has not taken yet.
///
/// A client that is slow slows the container down, so that nothing is lost; a client that takes
/// nothing at all for a while is stalled, and no container waits for such a one. One thread puts,
/// another takes.
final class Backlog {
    private static final int ROOM = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Deque<Output> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean isOver;
    private long takenAt = System.nanoTime();

    /// Adds output; waits for room while the client takes what is there.
    ///
    /// @return false when the client is stalled; the output was not added
    synchronized boolean put(Output output) throws InterruptedException {
        while (bytes >= ROOM && !isOver) {
            long left = PATIENCE.toNanos() - (System.nanoTime() - takenAt);
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        if (waiting.isEmpty()) {
            takenAt = System.nanoTime(); // it had nothing to take
        }
        waiting.add(output);
        bytes += output.bytes().length;
        notifyAll();
        return !isOver;
    }

    /// No more will come.
    synchronized void end() {
        isOver = true;
        notifyAll();
    }

    /// What comes next, which is to be {@link #taken} once it has reached the client; `null` at the
    /// end.
    synchronized @Nullable Output next() throws InterruptedException {
        while (waiting.isEmpty() && !isOver) {
            wait();
        }
        return waiting.peek();
    }

    synchronized void taken() {
        bytes -= waiting.remove().bytes().length;
        takenAt = System.nanoTime();
        notifyAll();
    }
}
