package dev.gantry.host.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The containers of this machine: create, start, watch, attach, end.
///
/// A container is created, started once, ends, and is deleted; to run again it is created again. It
/// outlives this object and the program: after a restart {@link #all} and {@link #find} tell what
/// is there, and everything else goes on as before. Safe for use by many threads; the caller sees
/// to it that no container is created, started or deleted by two at once.
@SuppressWarnings("DoNotCallSuggester")
public final class RuntimeContainers {
    private RuntimeContainers() {}

    /// Finds the runtime that works on this machine.
    public static RuntimeContainers open(RuntimeLayout layout, RuntimeOptions options)
            throws IOException, InterruptedException {
        throw new IllegalStateException("not built yet");
    }

    /// The runtime for containers that ask for none.
    public RuntimeChoice runtime() {
        throw new IllegalStateException("not built yet");
    }

    /// Makes a container that waits to be started. Its streams can be attached to from now on.
    ///
    /// @throws RuntimeFailure when the runtime cannot make it; nothing is left behind
    public Created create(RuntimeRequest request) throws IOException, InterruptedException {
        throw new IllegalStateException("not built yet");
    }

    public void start(String id) throws IOException, InterruptedException {
        throw new IllegalStateException("not built yet");
    }

    /// Who gets a signal.
    public enum Scope {
        /// The container's first process.
        INIT,
        /// Every process in it.
        ALL
    }

    /// @throws RuntimeFailure.NotRunning when it has ended
    public void kill(String id, int signal, Scope scope) throws IOException, InterruptedException {
        throw new IllegalStateException("not built yet");
    }

    /// Stops all its processes where they are.
    public void pause(String id) throws IOException, InterruptedException {
        throw new IllegalStateException("not built yet");
    }

    public void resume(String id) throws IOException, InterruptedException {
        throw new IllegalStateException("not built yet");
    }

    /// The processes in it, by their ids on the host.
    public List<Integer> processes(String id) throws IOException {
        throw new IllegalStateException("not built yet");
    }

    public Usage usage(String id) throws IOException {
        throw new IllegalStateException("not built yet");
    }

    /// Changes the limits of a container that is alive.
    public void update(String id, Resources resources) throws IOException, InterruptedException {
        throw new IllegalStateException("not built yet");
    }

    /// Removes all that is left of a container: processes, cgroups, sockets, files. Its log stays.
    /// One that is not there is no error.
    public void delete(String id) throws IOException, InterruptedException {
        throw new IllegalStateException("not built yet");
    }

    /// Waits for its end; answers at once when that was before, even before a restart.
    public Exit awaitExit(String id) throws IOException, InterruptedException {
        throw new IllegalStateException("not built yet");
    }

    /// Joins its streams: all output from now on.
    public AttachSession attach(String id) throws IOException, InterruptedException {
        throw new IllegalStateException("not built yet");
    }

    public void resize(String id, ProcessSpec.Terminal size) throws IOException {
        throw new IllegalStateException("not built yet");
    }

    /// Prepares a command; {@link ExecHandle#start} runs it.
    public ExecHandle exec(String id, ExecRequest request)
            throws IOException, InterruptedException {
        throw new IllegalStateException("not built yet");
    }

    /// Reads a container's log, alive or long gone. Follows only one that is alive.
    public LogReader logs(String id, Path log, LogQuery query) throws IOException {
        throw new IllegalStateException("not built yet");
    }

    /// What has become of a container; empty when there is none of that id.
    public Optional<RuntimeState> find(String id) throws IOException {
        throw new IllegalStateException("not built yet");
    }

    /// The ids of all containers created here and not deleted, in this boot of the machine.
    public List<String> all() throws IOException {
        throw new IllegalStateException("not built yet");
    }
}
