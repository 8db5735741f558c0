package dev.gantry.oci.registry;

import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// How registries are spoken to.
///
/// @param insecure hosts, with their port where it is not the usual one, spoken to over plain HTTP;
///   loopback hosts always are
/// @param mirrors asked before Docker Hub, in this order
/// @param stall how long a registry may say nothing
/// @param backOff wait before the second attempt, doubled for each one after it
/// @param attempts in all, of what may succeed when tried again
/// @param tls whom to trust; `null` for the JDK's own choice
/// @param proxy `null` for the JDK's own choice
public record RegistryOptions(
        Set<String> insecure,
        List<URI> mirrors,
        String userAgent,
        Duration stall,
        Duration backOff,
        int attempts,
        @Nullable SSLContext tls,
        @Nullable ProxySelector proxy) {
    public RegistryOptions {
        insecure = Set.copyOf(insecure);
        mirrors = List.copyOf(mirrors);
    }

    public static RegistryOptions defaults(String userAgent) {
        return new RegistryOptions(
                Set.of(),
                List.of(),
                userAgent,
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                5,
                null,
                null);
    }

    public RegistryOptions withInsecure(Set<String> hosts) {
        return new RegistryOptions(hosts, mirrors, userAgent, stall, backOff, attempts, tls, proxy);
    }

    public RegistryOptions withMirrors(List<URI> uris) {
        return new RegistryOptions(insecure, uris, userAgent, stall, backOff, attempts, tls, proxy);
    }

    public RegistryOptions withPatience(Duration newStall, Duration newBackOff, int newAttempts) {
        return new RegistryOptions(
                insecure, mirrors, userAgent, newStall, newBackOff, newAttempts, tls, proxy);
    }

    /// @param authority host with optional port
    boolean isPlain(String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        String host = lower.replaceFirst(":[0-9]+$", "");
        return insecure.contains(lower)
                || host.equals("localhost")
                || host.matches("127(\\.[0-9]{1,3}){3}")
                || host.equals("[::1]");
    }
}
