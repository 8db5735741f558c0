package dev.gantry.api.exec;

import static dev.gantry.base.JsonAbsent.Rule.OMIT_EMPTY;

import dev.gantry.base.JsonAbsent;
import dev.gantry.base.PascalCase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of `POST /exec/{id}/start`.
@PascalCase
public record ExecStart(
        boolean detach, boolean tty, @JsonAbsent(OMIT_EMPTY) @Nullable List<Integer> consoleSize) {}
