package dev.gantry.host.runtime;

/// What has become of a container that was created here, by what the kernel and the monitor say.
public sealed interface RuntimeState {
    /// Waits to be started.
    record Created(int pid) implements RuntimeState {}

    record Running(int pid) implements RuntimeState {}

    record Paused(int pid) implements RuntimeState {}

    record Exited(Exit exit) implements RuntimeState {}
}
