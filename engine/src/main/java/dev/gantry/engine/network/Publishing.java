package dev.gantry.engine.network;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.network.Endpoint.PublishedPort;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Decides through which of a container's places its ports are published, and on which of the
/// host's.
final class Publishing {
    private static final String ANY_IPV4 = "0.0.0.0";
    private static final String ANY_IPV6 = "::";

    private Publishing() {}

    /// The endpoints with their ports.
    ///
    /// @param others ports of other containers
    /// @param binding where a network publishes ports that name no address; empty for everywhere
    static List<Endpoint> published(
            Occupant who,
            List<Endpoint> endpoints,
            Collection<PublishedPort> others,
            Function<Endpoint, String> binding)
            throws IOException {
        Optional<Endpoint> exit4 = EndpointPlan.exit(endpoints, true);
        Optional<Endpoint> exit6 = EndpointPlan.exit(endpoints, false);
        Endpoint first = exit4.or(() -> exit6).orElse(null);
        if (who.ports().isEmpty() || first == null) {
            return endpoints;
        }
        Ports ports = new Ports(others);
        try {
            for (PortRequest request : who.ports()) {
                List<String> addresses =
                        addresses(
                                request,
                                binding.apply(first),
                                exit4.isPresent(),
                                exit6.isPresent());
                ports.choose(request, addresses, first.address());
            }
        } catch (EngineException e) {
            throw new EngineException(
                    e.kind(),
                    "driver failed programming external connectivity on endpoint %s (%s): %s"
                            .formatted(who.name(), first.id(), e.getMessage()),
                    e);
        }
        return distribute(endpoints, ports.chosen(), exit4, exit6);
    }

    /// The same ports, by the places that lead out now.
    static List<Endpoint> moved(List<Endpoint> endpoints, List<PublishedPort> ports) {
        return distribute(
                endpoints,
                ports,
                EndpointPlan.exit(endpoints, true),
                EndpointPlan.exit(endpoints, false));
    }

    private static List<Endpoint> distribute(
            List<Endpoint> endpoints,
            List<PublishedPort> ports,
            Optional<Endpoint> exit4,
            Optional<Endpoint> exit6) {
        List<Endpoint> all = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            all.add(
                    endpoint.with(
                            ports.stream()
                                    .filter(port ->
                                            is(isIpv6(port.hostIp()) ? exit6 : exit4, endpoint))
                                    .toList()));
        }
        return all;
    }

    private static boolean is(Optional<Endpoint> exit, Endpoint endpoint) {
        return exit.map(Endpoint::id).filter(endpoint.id()::equals).isPresent();
    }

    private static boolean isIpv6(String address) {
        return address.contains(":");
    }

    private static List<String> addresses(
            PortRequest request, String binding, boolean hasIpv4, boolean hasIpv6) {
        String wanted = request.hostIp().isEmpty() ? binding : request.hostIp();
        if (wanted.isEmpty() || (request.hostIp().isEmpty() && wanted.equals(ANY_IPV4))) {
            List<String> all = new ArrayList<>();
            if (hasIpv4) {
                all.add(ANY_IPV4);
            }
            if (hasIpv6 && (hostHasIpv6() || !hasIpv4)) {
                all.add(ANY_IPV6);
            }
            return all;
        }
        if (wanted.equals("::1")) {
            throw EngineException.notBuiltYet("publishing ports on the IPv6 loopback");
        }
        if (isIpv6(wanted) ? !hasIpv6 : !hasIpv4) {
            throw new EngineException(
                    EngineException.Kind.FAILED,
                    "cannot publish on %s: no network of the container that leads out has %s"
                            .formatted(wanted, isIpv6(wanted) ? "IPv6" : "IPv4"));
        }
        return List.of(dev.gantry.host.network.Subnet.text(InetAddress.ofLiteral(wanted)));
    }

    private static boolean hostHasIpv6() {
        return java.nio.file.Files.exists(java.nio.file.Path.of("/proc/net/if_inet6"));
    }
}
