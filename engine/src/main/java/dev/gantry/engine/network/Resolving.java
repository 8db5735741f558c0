package dev.gantry.engine.network;

import java.util.List;
import java.util.Map;

/// How a container's questions about names are answered that its networks cannot answer.
///
/// @param servers to ask, in order
/// @param areHosts whether they are the host's own, which are asked from the host and never for a
///   container that has no way out
/// @param hostGateways what `host.docker.internal` means
public record Resolving(List<String> servers, boolean areHosts, List<String> hostGateways) {
    public Resolving {
        servers = List.copyOf(servers);
        hostGateways = List.copyOf(hostGateways);
    }

    /// Names each container knows besides those of its networks: its own words for others.
    static Map<String, String> aliases(List<Wish> wishes) {
        Map<String, String> aliases = new java.util.HashMap<>();
        for (Wish wish : wishes) {
            for (String link : wish.linksOrNone()) {
                String[] parts = link.split(":", 2);
                aliases.put(
                        parts[parts.length - 1].toLowerCase(java.util.Locale.ROOT),
                        parts[0].toLowerCase(java.util.Locale.ROOT));
            }
        }
        return Map.copyOf(aliases);
    }
}
