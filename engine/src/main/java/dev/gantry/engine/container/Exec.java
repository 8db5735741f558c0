package dev.gantry.engine.container;

import dev.gantry.host.runtime.ExecHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A command in a container: asked for, running, or over. Safe for use by many threads.
public final class Exec {
    private final String id;
    private final String containerId;
    private final ExecSpec spec;
    private boolean isStarted;
    private int pid;
    private @Nullable Integer exitCode;
    private @Nullable ExecHandle handle;

    Exec(String id, String containerId, ExecSpec spec) {
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
    }

    synchronized @Nullable ExecHandle handle() {
        return handle;
    }
}
