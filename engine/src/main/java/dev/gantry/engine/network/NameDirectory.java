package dev.gantry.engine.network;

import dev.gantry.host.network.dns.NameSource;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who is called what in which network, for the name servers, which ask it without waiting for
/// anybody: {@link Networks} puts a new picture in the place of the old one.
final class NameDirectory {
    private static final Set<String> HOST =
            Set.of("host.docker.internal", "gateway.docker.internal");

    private volatile Picture picture = new Picture(Map.of(), Map.of());

    /// @param networks each network's names in lower case, and who has them
    /// @param sandboxes each container's endpoints, that through which it leads out first
    private record Picture(
            Map<String, Map<String, List<Endpoint>>> networks,
            Map<String, List<Endpoint>> sandboxes) {}

    void replace(Collection<Endpoint> endpoints) {
        Map<String, Map<String, List<Endpoint>>> networks = new HashMap<>();
        Map<String, List<Endpoint>> sandboxes = new HashMap<>();
        for (Endpoint endpoint : endpoints) {
            sandboxes.computeIfAbsent(endpoint.sandboxId(), _ -> new ArrayList<>()).add(endpoint);
            Map<String, List<Endpoint>> names =
                    networks.computeIfAbsent(endpoint.networkId(), _ -> new HashMap<>());
            endpoint.names().stream()
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .distinct()
                    .forEach(name ->
                            names.computeIfAbsent(name, _ -> new ArrayList<>()).add(endpoint));
        }
        picture = new Picture(networks, sandboxes);
    }

    /// What names mean to a container.
    NameSource source(String containerId, Map<String, String> aliases, Resolving resolving) {
        return new Source(containerId, aliases, resolving);
    }

    private final class Source implements NameSource {
        private final String containerId;
        private final Map<String, String> aliases;
        private final Resolving resolving;

        Source(String containerId, Map<String, String> aliases, Resolving resolving) {
            this.containerId = containerId;
            this.aliases = aliases;
            this.resolving = resolving;
        }

        private List<Endpoint> own(Picture now) {
            return now.sandboxes.getOrDefault(containerId, List.of());
        }

        @Override
        public Optional<List<InetAddress>> addresses(String asked) {
            Picture now = picture;
            String name = aliases.getOrDefault(asked, asked);
            for (Endpoint own : own(now)) {
                List<Endpoint> found = found(now, own, name);
                if (!found.isEmpty()) {
                    return Optional.of(found.stream().flatMap(e -> all(e).stream()).toList());
                }
            }
            return HOST.contains(name) ? Optional.of(host(now)) : Optional.empty();
        }

        /// By its name, or its name and the network's.
        private List<Endpoint> found(Picture now, Endpoint own, String name) {
            Map<String, List<Endpoint>> names =
                    now.networks.getOrDefault(own.networkId(), Map.of());
            List<Endpoint> found = names.getOrDefault(name, List.of());
            String suffix = "." + own.network().toLowerCase(Locale.ROOT);
            if (found.isEmpty() && name.endsWith(suffix)) {
                String alone = name.substring(0, name.length() - suffix.length());
                return names.getOrDefault(alone, List.of());
            }
            return found;
        }

        private List<InetAddress> host(Picture now) {
            List<String> gateways = new ArrayList<>(resolving.hostGateways());
            if (gateways.isEmpty()) {
                for (boolean isIpv4 : new boolean[] {true, false}) {
                    EndpointPlan.exit(own(now), isIpv4)
                            .ifPresent(exit -> gateways.add(EndpointPlan.gateway(exit, isIpv4)));
                }
            }
            return gateways.stream().map(InetAddress::ofLiteral).toList();
        }

        @Override
        public Optional<String> name(InetAddress address) {
            Picture now = picture;
            for (Endpoint own : own(now)) {
                for (List<Endpoint> named :
                        now.networks.getOrDefault(own.networkId(), Map.of()).values()) {
                    for (Endpoint endpoint : named) {
                        if (all(endpoint).contains(address)) {
                            return Optional.of(
                                    endpoint.names().getFirst() + "." + endpoint.network());
                        }
                    }
                }
            }
            return Optional.empty();
        }

        /// The host's servers are not for a container without a way out: its questions would leave
        /// the host.
        @Override
        public Upstream upstream() {
            Picture now = picture;
            boolean leadsOut =
                    EndpointPlan.exit(own(now), true).isPresent()
                            || EndpointPlan.exit(own(now), false).isPresent();
            if (resolving.areHosts() && !leadsOut) {
                return Upstream.NONE;
            }
            return new Upstream(
                    resolving.servers().stream().map(InetAddress::ofLiteral).toList(),
                    !resolving.areHosts());
        }
    }

    private static List<InetAddress> all(Endpoint endpoint) {
        List<InetAddress> addresses = new ArrayList<>();
        for (Endpoint.Place place : new Endpoint.Place[] {endpoint.ipv4(), endpoint.ipv6()}) {
            if (place != null) {
                addresses.add(InetAddress.ofLiteral(place.address()));
            }
        }
        return addresses;
    }
}
