package dev.gantry.engine.image;

import dev.gantry.oci.registry.Mirror;
import dev.gantry.oci.registry.RegistryOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// How an administrator wants registries to be spoken to.
///
/// @param insecure see {@link RegistryOptions}
/// @param tokenServers see {@link RegistryOptions}
/// @param downloadsAtOnce layers fetched at the same time
/// @param uploadsAtOnce layers pushed at the same time
/// @param attempts in all, of what may succeed when tried again
public record RegistrySettings(
        Set<String> insecure,
        List<Mirror> mirrors,
        Set<String> tokenServers,
        int downloadsAtOnce,
        int uploadsAtOnce,
        int attempts) {
    public RegistrySettings {
        insecure = Set.copyOf(insecure);
        mirrors = List.copyOf(mirrors);
        tokenServers = Set.copyOf(tokenServers);
        if (downloadsAtOnce < 1 || uploadsAtOnce < 1 || attempts < 1) {
            throw new IllegalArgumentException("transfers at once and attempts are at least one");
        }
    }

    public static RegistrySettings defaults() {
        return new RegistrySettings(Set.of(), List.of(), Set.of(), 3, 5, 5);
    }

    public RegistryOptions options(String userAgent) {
        RegistryOptions defaults = RegistryOptions.defaults(userAgent);
        return defaults.withInsecure(insecure)
                .withMirrors(mirrors)
                .withTokenServers(tokenServers)
                .withPatience(Duration.ofSeconds(60), Duration.ofSeconds(1), attempts);
    }
}
