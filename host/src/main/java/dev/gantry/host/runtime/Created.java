package dev.gantry.host.runtime;

/// A container that waits to be started; its streams can be attached to already.
///
/// @param pid of its first process, on the host
/// @param runtime the name of the OCI runtime that made it
public record Created(int pid, String runtime) {}
