package dev.gantry.api.container;

import static dev.gantry.base.JsonAbsent.Rule.OMIT_EMPTY;

import dev.gantry.base.JsonAbsent;
import dev.gantry.base.JsonValue;
import dev.gantry.base.PascalCase;
import org.jspecify.annotations.Nullable;

/// A mount as `--mount` asks for it.
@PascalCase
public record Mount(
        @Nullable String type,
        @JsonAbsent(OMIT_EMPTY) @Nullable String source,
        @JsonAbsent(OMIT_EMPTY) @Nullable String target,
        @JsonAbsent(OMIT_EMPTY) boolean readOnly,
        @JsonAbsent(OMIT_EMPTY) @Nullable String consistency,
        @Nullable BindOptions bindOptions,
        @Nullable VolumeOptions volumeOptions,
        @Nullable JsonValue imageOptions,
        @Nullable TmpfsOptions tmpfsOptions) {}
