package dev.gantry.engine.container;

import java.util.List;

/// A command to run in a container.
///
/// @param env besides the container's own
/// @param user empty for the container's
/// @param workingDir empty for the container's
/// @param detachKeys kept for whoever asks; keys are the edge's business
public record ExecSpec(
        List<String> cmd,
        List<String> env,
        String user,
        String workingDir,
        boolean tty,
        boolean privileged,
        boolean attachStdin,
        boolean attachStdout,
        boolean attachStderr,
        String detachKeys) {
    public ExecSpec {
        cmd = List.copyOf(cmd);
        env = List.copyOf(env);
    }
}
