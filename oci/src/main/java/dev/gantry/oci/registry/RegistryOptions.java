package dev.gantry.oci.registry;

import java.net.ProxySelector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How registries are spoken to.
///
/// @param insecure whom to speak to also without TLS, or without knowing its certificate
/// @param mirrors asked before the registries they mirror, in this order
/// @param certificates directories with a directory for each host, as Docker's `certs.d`
/// @param tokenServers hosts that credentials may be shown to, whichever registry names them
/// @param stall how long a registry may say nothing
/// @param backOff wait before the second attempt, doubled for each one after it
/// @param attempts in all, of what may succeed when tried again
/// @param proxy `null` for the JDK's own choice
public record RegistryOptions(
        InsecureRegistries insecure,
        List<Mirror> mirrors,
        List<Path> certificates,
        Set<String> tokenServers,
        String userAgent,
        Duration stall,
        Duration backOff,
        int attempts,
        @Nullable ProxySelector proxy) {
    public RegistryOptions {
        mirrors = List.copyOf(mirrors);
        certificates = List.copyOf(certificates);
        tokenServers = Set.copyOf(tokenServers);
    }

    public static RegistryOptions defaults(String userAgent) {
        return new RegistryOptions(
                InsecureRegistries.of(Set.of()),
                List.of(),
                List.of(Path.of("/etc/docker/certs.d"), Path.of("/etc/gantry/certs.d")),
                Set.of(),
                userAgent,
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                5,
                null);
    }

    /// @param hosts with their port where it is not the usual one, or networks as `10.0.0.0/8`
    public RegistryOptions withInsecure(Set<String> hosts) {
        return new RegistryOptions(
                InsecureRegistries.of(hosts),
                mirrors,
                certificates,
                tokenServers,
                userAgent,
                stall,
                backOff,
                attempts,
                proxy);
    }

    public RegistryOptions withMirrors(List<Mirror> more) {
        return new RegistryOptions(
                insecure,
                more,
                certificates,
                tokenServers,
                userAgent,
                stall,
                backOff,
                attempts,
                proxy);
    }

    public RegistryOptions withCertificates(List<Path> directories) {
        return new RegistryOptions(
                insecure,
                mirrors,
                directories,
                tokenServers,
                userAgent,
                stall,
                backOff,
                attempts,
                proxy);
    }

    public RegistryOptions withTokenServers(Set<String> hosts) {
        return new RegistryOptions(
                insecure, mirrors, certificates, hosts, userAgent, stall, backOff, attempts, proxy);
    }

    public RegistryOptions withPatience(Duration newStall, Duration newBackOff, int newAttempts) {
        return new RegistryOptions(
                insecure,
                mirrors,
                certificates,
                tokenServers,
                userAgent,
                newStall,
                newBackOff,
                newAttempts,
                proxy);
    }

    boolean isTokenServer(String host) {
        return tokenServers.contains(host.toLowerCase(Locale.ROOT));
    }
}
