package dev.gantry.engine.container;

import dev.gantry.host.runtime.ExecHandle;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A command in a container: asked for, running, or over. Safe for use by many threads.
public final class Exec {
    /// How the runtime's name of a health check's probe begins.
    static final String PROBE = "probe-";

    private final String id;
    private final String containerId;
    private final ExecSpec spec;
    private final boolean isProbe;
    private boolean isStarted;
    private int pid;
    private @Nullable Integer exitCode;
    private @Nullable Instant endedAt;
    private @Nullable ExecHandle handle;

    /// @param isProbe whether it is a health check's
    Exec(String id, String containerId, ExecSpec spec, boolean isProbe) {
        this.isProbe = isProbe;
        this.id = id;
        this.containerId = containerId;
        this.spec = spec;
    }

    public String id() {
        return id;
    }

    public String containerId() {
        return containerId;
    }

    public ExecSpec spec() {
        return spec;
    }

    public synchronized boolean isRunning() {
        return pid != 0 && exitCode == null;
    }

    /// How it ended; empty before.
    public synchronized Optional<Integer> exitCode() {
        return Optional.ofNullable(exitCode);
    }

    /// On the host; 0 before it runs.
    public synchronized int pid() {
        return pid;
    }

    /// @return false when it was begun before
    synchronized boolean begin() {
        boolean isFirst = !isStarted;
        isStarted = true;
        return isFirst;
    }

    synchronized void running(ExecHandle newHandle, int newPid) {
        handle = newHandle;
        pid = newPid;
    }

    synchronized void ended(int code) {
        exitCode = code;
        endedAt = Instant.now();
        notifyAll();
    }

    synchronized boolean endedBefore(Instant time) {
        return endedAt != null && endedAt.isBefore(time);
    }

    /// Waits until its exit code is known.
    ///
    /// @return false when it is not in time
    public synchronized boolean awaitEnd(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (exitCode == null) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /// Kills it with all it has started, as far as that is in its session.
    void kill() throws IOException {
        ExecHandle running = handle();
        if (running != null) {
            running.kill();
        }
    }

    /// What the runtime calls it.
    String runtimeId() {
        return isProbe ? PROBE + id.substring(0, 32) : id.substring(0, 32);
    }

    synchronized @Nullable ExecHandle handle() {
        return handle;
    }
}
