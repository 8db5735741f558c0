package dev.gantry.daemon.wire;

import dev.gantry.api.container.NetworkingConfig;
import dev.gantry.api.network.CreateNetworkRequest;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerDocument;
import dev.gantry.engine.network.Endpoint;
import dev.gantry.engine.network.Ipam;
import dev.gantry.engine.network.NetworkDocument;
import dev.gantry.engine.network.NetworkRequest;
import dev.gantry.engine.network.Wish;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Networks and containers' networks as JSON.
public final class NetworkWire {
    private NetworkWire() {}

    /// The networks a new container joins, that of its mode first.
    ///
    /// @param mac an older client's wish for the first of them; empty for none
    static List<Wish> wishes(@Nullable NetworkingConfig config, String mode, String mac)
            throws JsonException {
        Map<String, JsonValue> wanted =
                config == null ? Map.of() : Given.map(config.endpointsConfig());
        boolean isPlain = mode.equals("host") || mode.equals("none");
        if (mode.startsWith("container:")) {
            return List.of();
        }
        List<Wish> wishes = new ArrayList<>();
        boolean isDefault = mode.equals("bridge") && !wanted.containsKey(mode);
        JsonValue first = wanted.get(isDefault ? "default" : mode);
        wishes.add(withMac(EndpointWire.wish(mode, first), mac));
        for (Map.Entry<String, JsonValue> other : new TreeMap<>(wanted).entrySet()) {
            String name = other.getKey();
            if (name.equals(mode) || (name.equals("default") && mode.equals("bridge"))) {
                continue;
            }
            Given.require(
                    !isPlain,
                    mode.equals("host")
                            ? "conflicting options: cannot attach both user-defined and non-user-defined network-modes"
                            : "container cannot be connected to multiple networks with one of the networks in private (none) mode");
            wishes.add(EndpointWire.wish(name, other.getValue()));
        }
        return wishes;
    }

    private static Wish withMac(Wish wish, String mac) {
        return mac.isEmpty() || !wish.mac().isEmpty()
                ? wish
                : new Wish(
                        wish.network(),
                        wish.networkId(),
                        wish.addresses(),
                        wish.aliases(),
                        wish.links(),
                        mac,
                        wish.driverOptions(),
                        wish.priority());
    }

    /// @throws EngineException when it asks for what there is not
    public static NetworkRequest request(CreateNetworkRequest body) {
        CreateNetworkRequest.Ipam ipam = body.ipam();
        String ipamDriver = ipam == null ? "" : Given.text(ipam.driver());
        if (!ipamDriver.isEmpty() && !ipamDriver.equals("default")) {
            throw EngineException.notFound("plugin \"%s\" not found".formatted(ipamDriver));
        }
        if (body.ingress()) {
            throw forbidden("Ingress network can only be global scope network");
        }
        if (Set.of("swarm", "global").contains(Given.text(body.scope()))) {
            throw forbidden("cannot create a swarm scoped network when swarm is not active");
        }
        CreateNetworkRequest.ConfigFrom lender = body.configFrom();
        return new NetworkRequest(
                Given.text(body.name()),
                Given.text(body.driver()),
                !Boolean.FALSE.equals(body.enableIpv4()),
                Boolean.TRUE.equals(body.enableIpv6()),
                ipam == null ? Map.of() : Given.map(ipam.options()),
                ipam == null
                        ? List.of()
                        : Given.list(ipam.config()).stream().map(NetworkWire::pool).toList(),
                body.internal(),
                body.attachable(),
                body.configOnly(),
                lender == null ? "" : Given.text(lender.network()),
                Given.map(body.options()),
                Given.map(body.labels()));
    }

    private static EngineException forbidden(String message) {
        return new EngineException(EngineException.Kind.FORBIDDEN, message);
    }

    private static Ipam.Pool pool(CreateNetworkRequest.Config config) {
        return new Ipam.Pool(
                Given.text(config.subnet()),
                Given.text(config.ipRange()),
                Given.text(config.gateway()),
                Given.map(config.auxiliaryAddresses()),
                true);
    }

    /// @param members by container id
    public static JsonValue network(
            NetworkDocument network, Map<String, ContainerDocument> members) {
        List<JsonValue> pools = network.ipam().pools().stream().map(NetworkWire::pool).toList();
        return JsonValue.object()
                .put("Name", network.name())
                .put("Id", network.id())
                .put("Created", network.created())
                .put("Scope", "local")
                .put("Driver", network.driver())
                .put("EnableIPv4", network.enableIpv4())
                .put("EnableIPv6", network.enableIpv6())
                .put(
                        "IPAM",
                        JsonValue.object()
                                .put("Driver", network.ipam().driver())
                                .put("Options", network.ipam().options())
                                .put("Config", pools.isEmpty() ? null : (Object) pools)
                                .build())
                .put("Internal", network.internal())
                .put("Attachable", network.attachable())
                .put("Ingress", false)
                .put("ConfigFrom", JsonValue.object().put("Network", network.configFrom()).build())
                .put("ConfigOnly", network.configOnly())
                .put("Containers", EndpointWire.members(members, network.id()))
                .put("Options", network.options())
                .put("Labels", network.labels())
                .build();
    }

    private static JsonValue pool(Ipam.Pool pool) {
        JsonValue.Builder object = JsonValue.object().put("Subnet", pool.subnet());
        if (!pool.range().isEmpty()) {
            object.put("IPRange", pool.range());
        }
        if (!pool.gateway().isEmpty()) {
            object.put("Gateway", pool.gateway());
        }
        if (!pool.reserved().isEmpty()) {
            object.put("AuxiliaryAddresses", pool.reserved());
        }
        return object.build();
    }

    /// `NetworkSettings` of `inspect`; the fields in front repeat the default bridge's place.
    ///
    /// @param sandbox where its network namespace is pinned
    static JsonValue settings(ContainerDocument container, Path sandbox) {
        Endpoint bridge = container.places().in("bridge").orElse(null);
        Endpoint.Place ipv4 = bridge == null ? null : bridge.ipv4();
        Endpoint.Place ipv6 = bridge == null ? null : bridge.ipv6();
        boolean hasSandbox =
                container.places().endpoints().stream().anyMatch(at -> !at.sandboxId().isEmpty());
        return JsonValue.object()
                .put("Bridge", "")
                .put("SandboxID", hasSandbox ? container.id() : "")
                .put("SandboxKey", hasSandbox ? sandbox.toString() : "")
                .put("Ports", ports(container))
                .put("HairpinMode", false)
                .put("LinkLocalIPv6Address", "")
                .put("LinkLocalIPv6PrefixLen", 0)
                .put("SecondaryIPAddresses", (Object) null)
                .put("SecondaryIPv6Addresses", (Object) null)
                .put("EndpointID", bridge == null ? "" : bridge.id())
                .put("Gateway", ipv4 == null ? "" : ipv4.gateway())
                .put("GlobalIPv6Address", ipv6 == null ? "" : ipv6.address())
                .put("GlobalIPv6PrefixLen", ipv6 == null ? 0 : ipv6.prefix())
                .put("IPAddress", ipv4 == null ? "" : ipv4.address())
                .put("IPPrefixLen", ipv4 == null ? 0 : ipv4.prefix())
                .put("IPv6Gateway", ipv6 == null ? "" : ipv6.gateway())
                .put("MacAddress", bridge == null ? "" : bridge.mac())
                .put("Networks", EndpointWire.places(container))
                .build();
    }

    private static JsonValue ports(ContainerDocument container) {
        boolean hasLinks =
                container.places().endpoints().stream().anyMatch(at -> !at.link().isEmpty());
        return container.isAlive() && hasLinks
                ? PortWire.inspected(
                        container.spec().network().exposed(), container.places().ports())
                : JsonValue.object().build();
    }
}
