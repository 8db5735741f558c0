package dev.gantry.api.container;

import static dev.gantry.base.JsonAbsent.Rule.OMIT_EMPTY;

import dev.gantry.base.JsonAbsent;
import dev.gantry.base.PascalCase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Options of a tmpfs mount; size in bytes, mode as `chmod` takes it.
@PascalCase
public record TmpfsOptions(
        @JsonAbsent(OMIT_EMPTY) long sizeBytes,
        @JsonAbsent(OMIT_EMPTY) int mode,
        @Nullable List<List<String>> options) {}
