package dev.gantry.api.exec;

import static dev.gantry.base.JsonAbsent.Rule.OMIT_EMPTY;

import dev.gantry.base.JsonAbsent;
import dev.gantry.base.PascalCase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of `POST /containers/{id}/exec`.
@PascalCase
public record ExecRequest(
        @Nullable String user,
        boolean privileged,
        boolean tty,
        @JsonAbsent(OMIT_EMPTY) @Nullable List<Integer> consoleSize,
        boolean attachStdin,
        boolean attachStderr,
        boolean attachStdout,
        @Nullable String detachKeys,
        @Nullable List<String> env,
        @Nullable String workingDir,
        @Nullable List<String> cmd) {}
