package dev.gantry.host.runtime;

import java.io.IOException;

/// A command in a container, attached to before it starts.
public interface ExecHandle extends AutoCloseable {
    /// Its streams; open from the beginning, so that nothing is lost.
    AttachSession session();

    /// Starts it.
    ///
    /// @return its process, on the host
    /// @throws RuntimeFailure when it cannot be started
    int start() throws IOException, InterruptedException;

    /// Waits for its end.
    Exit awaitExit() throws IOException, InterruptedException;

    void resize(ProcessSpec.Terminal size) throws IOException;

    /// Forgets it. A command that still runs goes on unwatched.
    @Override
    void close() throws IOException;
}
