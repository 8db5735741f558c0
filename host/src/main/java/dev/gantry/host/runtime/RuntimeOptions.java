package dev.gantry.host.runtime;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the administrator decides about runtimes.
///
/// @param runtimes OCI runtimes by name, besides `crun` and `runc`, which are found on the path
/// @param defaultRuntime by name, or `null`: the first of `crun` and `runc` that works here
public record RuntimeOptions(Map<String, Path> runtimes, @Nullable String defaultRuntime) {
    public static final RuntimeOptions DEFAULT = new RuntimeOptions(Map.of(), null);

    public RuntimeOptions {
        runtimes = Map.copyOf(runtimes);
    }
}
