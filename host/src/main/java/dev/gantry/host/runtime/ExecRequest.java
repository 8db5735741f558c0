package dev.gantry.host.runtime;

/// A command to run in a container.
///
/// @param id names it among the container's commands; a file name by itself
/// @param stdin whether it reads input; else its input is at its end
public record ExecRequest(String id, ProcessSpec process, boolean stdin) {
    public ExecRequest {
        if (!id.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}")) {
            throw new IllegalArgumentException("not an exec id: " + id);
        }
    }
}
