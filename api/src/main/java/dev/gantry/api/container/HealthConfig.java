package dev.gantry.api.container;

import static dev.gantry.base.JsonAbsent.Rule.OMIT_EMPTY;

import dev.gantry.base.JsonAbsent;
import dev.gantry.base.PascalCase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How to tell whether a container is well. Times in nanoseconds; 0 means the default.
@PascalCase
public record HealthConfig(
        @JsonAbsent(OMIT_EMPTY) @Nullable List<String> test,
        @JsonAbsent(OMIT_EMPTY) long interval,
        @JsonAbsent(OMIT_EMPTY) long timeout,
        @JsonAbsent(OMIT_EMPTY) long startPeriod,
        @JsonAbsent(OMIT_EMPTY) long startInterval,
        @JsonAbsent(OMIT_EMPTY) int retries) {}
