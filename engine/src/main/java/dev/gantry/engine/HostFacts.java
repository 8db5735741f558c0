package dev.gantry.engine;

import dev.gantry.host.runtime.Cgroups;
import java.nio.file.Path;
import java.util.Map;

/// What the engine knows of itself and its machine.
///
/// @param id of this engine, made once
/// @param runtimeReason why this runtime was chosen
/// @param backingFileSystem of the data root
/// @param memory in bytes
public record HostFacts(
        String id,
        String version,
        Path dataRoot,
        String runtime,
        String runtimeVersion,
        String runtimeReason,
        Map<String, Path> runtimes,
        Cgroups cgroups,
        String backingFileSystem,
        String kernel,
        String operatingSystem,
        String operatingSystemVersion,
        String hostname,
        int processors,
        long memory,
        Engine.ContainerDefaults containerDefaults) {}
