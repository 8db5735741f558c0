package dev.gantry.engine.network;

import dev.gantry.base.RandomId;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.EngineException.Kind;
import dev.gantry.host.network.HostRoutes;
import dev.gantry.host.network.Subnet;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// From what a user asks for to the document of a network: checks all there is to check, chooses
/// what was not said. Changes nothing.
final class NetworkCreation {
    private final NetworkRequest request;
    private final NetworkSettings settings;
    private final AddressPools pools;
    private final Collection<NetworkDocument> others;

    NetworkCreation(
            NetworkRequest request,
            NetworkSettings settings,
            AddressPools pools,
            Collection<NetworkDocument> others) {
        this.request = request;
        this.settings = settings;
        this.pools = pools;
        this.others = others;
    }

    NetworkDocument document() throws IOException {
        requireName();
        requireDriver();
        requirePools();
        if (!request.enableIpv4() && !request.enableIpv6() && !request.configOnly()) {
            throw EngineException.invalid("IPv4 or IPv6 must be enabled");
        }
        NetworkDocument draft = draft();
        if (draft.configOnly()) {
            return draft;
        }
        if (draft.hasLinks()) {
            DriverOptions options = new DriverOptions(draft, 1500);
            options.spec();
            requireOwnBridge(draft, options);
        }
        return draft;
    }

    private void requireName() {
        String name = request.name();
        if (name.isBlank()) {
            throw EngineException.invalid("invalid name: name is empty");
        }
        if (NetworkDocument.isPredefined(name) || name.equals("default")) {
            throw forbidden("operation is not permitted on predefined %s network ".formatted(name));
        }
        if (others.stream().anyMatch(other -> other.name().equals(name))) {
            throw EngineException.conflict("network with name %s already exists".formatted(name));
        }
    }

    private void requireDriver() {
        switch (driver()) {
            case "bridge", "macvlan" -> {}
            case "host", "null" -> {
                if (!request.configOnly()) {
                    throw forbidden(
                            "only one instance of \"%s\" network is allowed".formatted(driver()));
                }
            }
            case "none" -> throw EngineException.notFound("plugin \"none\" not found");
            case "overlay" ->
                    throw forbidden(
                            "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.");
            case "ipvlan" -> throw EngineException.notBuiltYet("ipvlan networks");
            default ->
                    throw EngineException.notFound("plugin \"%s\" not found".formatted(driver()));
        }
    }

    private String driver() {
        return request.driver().isEmpty() ? "bridge" : request.driver();
    }

    private static EngineException forbidden(String message) {
        return new EngineException(Kind.FORBIDDEN, message);
    }

    /// What is said of addresses must fit together; all that does not is told at once.
    private void requirePools() {
        List<String> wrong = new ArrayList<>();
        request.pools().forEach(pool -> PoolCheck.check(pool, wrong));
        if (!wrong.isEmpty()) {
            throw EngineException.invalid("invalid network config:\n" + listed(wrong));
        }
        for (boolean isIpv4 : new boolean[] {true, false}) {
            if (request.pools().stream().filter(pool -> pool.isIpv4() == isIpv4).count() > 1) {
                throw EngineException.invalid(
                        driver() + " driver doesn't support multiple subnets");
            }
        }
    }

    /// As Docker lists failures: one as it is, several each behind a star.
    static String listed(List<String> wrong) {
        return wrong.size() == 1 ? wrong.getFirst() : "* " + String.join("\n* ", wrong);
    }

    private NetworkDocument draft() throws IOException {
        Optional<NetworkDocument> lender = lender();
        Map<String, String> options = new LinkedHashMap<>();
        List<Ipam.Pool> wanted = request.pools();
        boolean ipv4 = request.enableIpv4();
        boolean ipv6 = request.enableIpv6();
        boolean internal = request.internal();
        Map<String, String> labels = new LinkedHashMap<>(request.labels());
        if (!request.configOnly()) {
            options.putAll(settings.driverOptions().getOrDefault(driver(), Map.of()));
        }
        options.putAll(request.options());
        if (lender.isPresent()) {
            options.putAll(lender.get().options());
            wanted = lender.get().ipam().pools();
            ipv4 = lender.get().enableIpv4();
            ipv6 = lender.get().enableIpv6();
            internal = lender.get().internal();
            labels.putAll(lender.get().labels());
        }
        return new NetworkDocument(
                RandomId.hex(32),
                request.name(),
                request.configOnly() ? "null" : driver(),
                Instant.now(),
                ipv4,
                ipv6,
                new Ipam(
                        "default",
                        request.ipamOptions(),
                        request.configOnly() ? wanted : chosen(wanted, ipv4, ipv6)),
                internal,
                request.attachable(),
                request.configOnly(),
                lender.map(NetworkDocument::name).orElse(""),
                options,
                labels);
    }

    private Optional<NetworkDocument> lender() {
        String name = request.configFrom();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        NetworkDocument lender =
                others.stream()
                        .filter(other -> other.name().equals(name) || other.id().equals(name))
                        .findFirst()
                        .orElseThrow(() ->
                                EngineException.notFound(
                                        "configuration network \"%s\" not found".formatted(name)));
        if (!lender.configOnly()) {
            throw forbidden("network \"%s\" is not a configuration network".formatted(name));
        }
        if (!request.pools().isEmpty() || !request.options().isEmpty()) {
            throw forbidden(
                    "user specified configurations are not supported if the network depends on a configuration network");
        }
        return Optional.of(lender);
    }

    private List<Ipam.Pool> chosen(List<Ipam.Pool> wanted, boolean ipv4, boolean ipv6)
            throws IOException {
        HostRoutes host = HostRoutes.read();
        List<Ipam.Pool> all = new ArrayList<>();
        if (ipv4) {
            all.add(chosen(wanted, true, host));
        }
        if (ipv6) {
            all.add(chosen(wanted, false, host));
        }
        return all;
    }

    private Ipam.Pool chosen(List<Ipam.Pool> wanted, boolean isIpv4, HostRoutes host) {
        Optional<Ipam.Pool> named =
                wanted.stream().filter(pool -> pool.isIpv4() == isIpv4).findFirst();
        List<Subnet> taken = subnets(others);
        if (named.isEmpty()) {
            Subnet subnet = pools.free(isIpv4, taken, host);
            return new Ipam.Pool(
                    subnet.toString(), "", Subnet.text(subnet.address(1)), Map.of(), false);
        }
        Ipam.Pool pool = named.get();
        Subnet subnet = pool.asSubnet();
        if (taken.stream().anyMatch(subnet::overlaps)) {
            throw forbidden(
                    "invalid pool request: Pool overlaps with other one on this address space");
        }
        if (driver().equals(NetworkDocument.BRIDGE) && !host.isOn(bridgeName(), subnet)) {
            host.clash(subnet)
                    .ifPresent(culprit -> {
                        throw forbidden(
                                "invalid pool request: %s overlaps with %s on this host; choose another subnet"
                                        .formatted(subnet, culprit));
                    });
        }
        return new Ipam.Pool(
                pool.subnet(),
                pool.range(),
                pool.gateway().isEmpty() ? firstFree(pool) : pool.gateway(),
                pool.reserved(),
                true);
    }

    private String bridgeName() {
        return request.options().getOrDefault(DriverOptions.BRIDGE_NAME, "");
    }

    /// The first address of the range that is nobody's.
    private static String firstFree(Ipam.Pool pool) {
        Subnet subnet = pool.asSubnet();
        Subnet range = pool.range().isEmpty() ? subnet : Subnet.parse(pool.range());
        Set<InetAddress> reserved =
                pool.reserved().values().stream()
                        .map(InetAddress::ofLiteral)
                        .collect(java.util.stream.Collectors.toSet());
        boolean isWhole = range.address().equals(subnet.address());
        for (long offset = isWhole && hasHosts(subnet) ? 1 : 0; ; offset++) {
            InetAddress candidate = range.address(offset);
            if (!reserved.contains(candidate)) {
                return Subnet.text(candidate);
            }
        }
    }

    private static boolean hasHosts(Subnet subnet) {
        return subnet.address().getAddress().length * 8 - subnet.prefix() > 1;
    }

    static List<Subnet> subnets(Collection<NetworkDocument> networks) {
        return networks.stream()
                .filter(network -> !network.configOnly())
                .flatMap(network -> network.ipam().pools().stream())
                .map(Ipam.Pool::asSubnet)
                .toList();
    }

    private void requireOwnBridge(NetworkDocument draft, DriverOptions options) {
        if (!draft.driver().equals(NetworkDocument.BRIDGE)) {
            return;
        }
        String bridge = options.bridgeName();
        for (NetworkDocument other : others) {
            if (other.driver().equals(NetworkDocument.BRIDGE)
                    && new DriverOptions(other, 1500).bridgeName().equals(bridge)) {
                throw forbidden(
                        "cannot create network %s (%s): conflicts with network %s (%s): networks have same bridge name"
                                .formatted(draft.id(), bridge, other.id(), bridge));
            }
        }
    }
}
