package dev.gantry.api.container;

import static dev.gantry.base.JsonAbsent.Rule.OMIT_EMPTY;

import dev.gantry.base.JsonAbsent;
import dev.gantry.base.JsonValue;
import dev.gantry.base.PascalCase;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Options of a volume mount.
@PascalCase
public record VolumeOptions(
        @JsonAbsent(OMIT_EMPTY) boolean noCopy,
        @JsonAbsent(OMIT_EMPTY) @Nullable Map<String, String> labels,
        @JsonAbsent(OMIT_EMPTY) @Nullable String subpath,
        @Nullable JsonValue driverConfig) {}
