package dev.gantry.engine.network;

import dev.gantry.base.RandomId;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.network.Endpoint.Place;
import dev.gantry.host.network.EndpointSpec;
import dev.gantry.host.network.Gateways;
import dev.gantry.host.network.PortMapping;
import dev.gantry.host.network.Subnet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides what a container's place in a network is, and through which of its places it reaches the
/// rest of the world. Changes nothing.
final class EndpointPlan {
    private EndpointPlan() {}

    /// @param others endpoints in the same network
    /// @param own endpoints of the same container
    static Endpoint endpoint(
            NetworkDocument network,
            DriverOptions options,
            Occupant who,
            Wish wish,
            Leases leases,
            Collection<Endpoint> others,
            Collection<Endpoint> own) {
        Place ipv4 = place(network, network.ipam().ipv4(), wish.ipv4(), leases, others, options);
        Place ipv6 = place(network, network.ipam().ipv6(), wish.ipv6(), leases, others, options);
        String link = link(wish, options.containerPrefix(), own);
        return new Endpoint(
                RandomId.hex(32),
                network.id(),
                network.name(),
                who.id(),
                link,
                wish.mac().isEmpty() ? randomMac() : wish.mac(),
                ipv4,
                ipv6,
                wish.linkLocal(),
                network.isDefaultBridge() ? List.of() : who.names(wish),
                List.of(),
                EndpointOptions.settings(wish.driverOptionsOrNone(), link),
                wish.priority());
    }

    private static @Nullable Place place(
            NetworkDocument network,
            Optional<Ipam.Pool> pool,
            String wanted,
            Leases leases,
            Collection<Endpoint> others,
            DriverOptions options) {
        if (pool.isEmpty()) {
            return null;
        }
        String address = leases.give(network, pool.get(), others, wanted);
        Subnet subnet = pool.get().asSubnet();
        String gateway =
                options.leadsOut() ? Subnet.text(pool.get().gatewayInSubnet().address()) : "";
        return new Place(address, subnet.prefix(), gateway);
    }

    private static String link(Wish wish, String prefix, Collection<Endpoint> own) {
        String asked = EndpointOptions.link(wish.driverOptionsOrNone());
        Set<String> taken = new HashSet<>();
        own.forEach(endpoint -> taken.add(endpoint.link()));
        if (!asked.isEmpty()) {
            if (taken.contains(asked)) {
                throw EngineException.conflict(
                        "the container has a link %s already".formatted(asked));
            }
            return asked;
        }
        for (int number = 0; ; number++) {
            if (!taken.contains(prefix + number)) {
                return prefix + number;
            }
        }
    }

    /// Locally administered, unicast.
    private static String randomMac() {
        String hex = RandomId.hex(5);
        StringBuilder mac = new StringBuilder("02");
        for (int i = 0; i < 10; i += 2) {
            mac.append(':').append(hex, i, i + 2);
        }
        return mac.toString();
    }

    /// The way out of a container for one family: of the places that lead out the one with the
    /// highest priority, of those the one whose network comes first by name.
    static Optional<Endpoint> exit(Collection<Endpoint> endpoints, boolean isIpv4) {
        return endpoints.stream()
                .filter(endpoint -> !gateway(endpoint, isIpv4).isEmpty())
                .min(
                        Comparator.comparingInt((Endpoint endpoint) -> -endpoint.priority())
                                .thenComparing(Endpoint::network));
    }

    static String gateway(Endpoint endpoint, boolean isIpv4) {
        Place place = isIpv4 ? endpoint.ipv4() : endpoint.ipv6();
        return place == null ? "" : place.gateway();
    }

    static Gateways gateways(Collection<Endpoint> endpoints) {
        return new Gateways(via(endpoints, true), via(endpoints, false));
    }

    private static Gateways.@Nullable Via via(Collection<Endpoint> endpoints, boolean isIpv4) {
        return exit(endpoints, isIpv4)
                .map(endpoint ->
                        new Gateways.Via(
                                endpoint.link(), InetAddress.ofLiteral(gateway(endpoint, isIpv4))))
                .orElse(null);
    }

    static EndpointSpec spec(Endpoint endpoint) {
        List<Subnet> addresses = new ArrayList<>();
        for (Place place : places(endpoint)) {
            addresses.add(new Subnet(InetAddress.ofLiteral(place.address()), place.prefix()));
        }
        for (String address : endpoint.linkLocal()) {
            InetAddress local = InetAddress.ofLiteral(address);
            addresses.add(new Subnet(local, local.getAddress().length == 4 ? 16 : 64));
        }
        List<PortMapping> ports = new ArrayList<>();
        for (Endpoint.PublishedPort port : endpoint.ports()) {
            InetAddress hostIp =
                    InetAddress.ofLiteral(port.hostIp().isEmpty() ? "0.0.0.0" : port.hostIp());
            ports.add(new PortMapping(port.protocol(), port.port(), hostIp, port.hostPort()));
        }
        return new EndpointSpec(
                endpoint.id(),
                endpoint.sandboxId(),
                endpoint.link(),
                endpoint.mac(),
                addresses,
                ports,
                Map.copyOf(endpoint.settings()));
    }

    private static List<Place> places(Endpoint endpoint) {
        List<Place> places = new ArrayList<>();
        Optional.ofNullable(endpoint.ipv4()).ifPresent(places::add);
        Optional.ofNullable(endpoint.ipv6()).ifPresent(places::add);
        return places;
    }
}
