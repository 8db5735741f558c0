package dev.gantry.host.runtime;

import dev.gantry.host.runtime.RuntimeLayout.ContainerFiles;
import java.io.IOException;

/// A command in a container, attached to before it starts.
public final class ExecHandle implements AutoCloseable {
    private final Monitor.Prepared prepared;
    private final AttachSession session;
    private final ContainerFiles files;
    private final RuntimeContainers containers;

    ExecHandle(
            Monitor.Prepared prepared,
            AttachSession session,
            ContainerFiles files,
            RuntimeContainers containers) {
        this.prepared = prepared;
        this.session = session;
        this.files = files;
        this.containers = containers;
    }

    /// Its streams; open from the beginning, so that nothing is lost.
    public AttachSession session() {
        return session;
    }

    /// Starts it.
    ///
    /// @return its process, on the host
    /// @throws RuntimeFailure when it cannot be started
    public int start() throws IOException, InterruptedException {
        int pid = prepared.start();
        containers.record(files, prepared.watch(), pid);
        return pid;
    }

    /// Waits for its end.
    public Exit awaitExit() throws IOException, InterruptedException {
        return containers.awaitExit(files);
    }

    /// Kills it and all of its session.
    public void kill() throws IOException {
        containers.killSession(files);
    }

    public void resize(ProcessSpec.Terminal size) throws IOException {
        RuntimeContainers.resize(files, size);
    }

    /// Removes what is left of a command that has ended. Its streams can still be read.
    public void forget() throws IOException {
        prepared.close();
        RuntimeContainers.deleteTree(files.directory());
    }

    /// Forgets it. A command that still runs goes on unwatched.
    @Override
    public void close() throws IOException {
        session.close();
        forget();
    }
}
