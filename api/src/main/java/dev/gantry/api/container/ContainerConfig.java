package dev.gantry.api.container;

import static dev.gantry.base.JsonAbsent.Rule.OMIT_EMPTY;
import static dev.gantry.base.JsonAbsent.Rule.PRINT_NULL;

import dev.gantry.base.JsonAbsent;
import dev.gantry.base.JsonValue;
import dev.gantry.base.PascalCase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a container runs, in `inspect`'s order. The same fields, unwrapped, begin a creation
/// request ({@link CreateRequest}).
@PascalCase
public record ContainerConfig(
        @Nullable String hostname,
        @Nullable String domainname,
        @Nullable String user,
        boolean attachStdin,
        boolean attachStdout,
        boolean attachStderr,
        @JsonAbsent(OMIT_EMPTY) @Nullable Map<String, JsonValue> exposedPorts,
        boolean tty,
        boolean openStdin,
        boolean stdinOnce,
        @JsonAbsent(PRINT_NULL) @Nullable List<String> env,
        @JsonAbsent(PRINT_NULL) @Nullable List<String> cmd,
        @JsonAbsent(OMIT_EMPTY) @Nullable HealthConfig healthcheck,
        @JsonAbsent(OMIT_EMPTY) boolean argsEscaped,
        @Nullable String image,
        @JsonAbsent(PRINT_NULL) @Nullable Map<String, JsonValue> volumes,
        @Nullable String workingDir,
        @JsonAbsent(PRINT_NULL) @Nullable List<String> entrypoint,
        @JsonAbsent(OMIT_EMPTY) boolean networkDisabled,
        @JsonAbsent(OMIT_EMPTY) @Nullable String macAddress,
        @JsonAbsent(PRINT_NULL) @Nullable List<String> onBuild,
        @Nullable Map<String, String> labels,
        @JsonAbsent(OMIT_EMPTY) @Nullable String stopSignal,
        @Nullable Integer stopTimeout,
        @JsonAbsent(OMIT_EMPTY) @Nullable List<String> shell) {}
