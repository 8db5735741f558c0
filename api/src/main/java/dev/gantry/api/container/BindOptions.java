package dev.gantry.api.container;

import static dev.gantry.base.JsonAbsent.Rule.OMIT_EMPTY;

import dev.gantry.base.JsonAbsent;
import dev.gantry.base.PascalCase;
import org.jspecify.annotations.Nullable;

/// Options of a bind mount.
@PascalCase
public record BindOptions(
        @JsonAbsent(OMIT_EMPTY) @Nullable String propagation,
        @JsonAbsent(OMIT_EMPTY) boolean nonRecursive,
        @JsonAbsent(OMIT_EMPTY) boolean createMountpoint,
        @JsonAbsent(OMIT_EMPTY) boolean readOnlyNonRecursive,
        @JsonAbsent(OMIT_EMPTY) boolean readOnlyForceRecursive) {}
