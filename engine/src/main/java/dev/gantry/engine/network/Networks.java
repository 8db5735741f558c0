package dev.gantry.engine.network;

import dev.gantry.base.RandomId;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.state.Database;
import dev.gantry.engine.state.Database.Kind;
import dev.gantry.host.network.BridgeNetworks;
import dev.gantry.host.network.BridgeSpec;
import dev.gantry.host.network.EndpointSpec;
import dev.gantry.host.network.PortMapping;
import dev.gantry.host.network.Subnet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The networks of this engine: `bridge`, `host` and `none`, and who is where in them.
///
/// The kernel's side of the bridge is made when the first container joins, so that an engine that
/// runs none leaves the host's network alone. One lock; it is held across kernel calls, never
/// across anything a peer can delay.
public final class Networks {
    private static final Logger LOG = LoggerFactory.getLogger(Networks.class);
    private static final int MTU = 1500;
    private static final int FIRST_EPHEMERAL = 32768;
    private static final int LAST_PORT = 60999;

    private final BridgeNetworks kernel;
    private final Settings settings;
    private final Map<String, NetworkDocument> networks = new HashMap<>();
    private final Map<String, Endpoint> endpoints = new HashMap<>();
    private boolean isBridgeUp;

    /// @param bridge name of the default bridge's link
    /// @param subnets candidates for its addresses, each as `gateway/prefix`
    public record Settings(String bridge, List<String> subnets) {
        /// Private addresses (RFC 1918) that Docker's defaults take last or not at all, so that
        /// both can live on one machine; `172.17` is left to Docker.
        public static final List<String> DEFAULT_POOLS = defaultPools();

        private static List<String> defaultPools() {
            List<String> pools = new ArrayList<>();
            for (int second = 30; second >= 18; second--) {
                pools.add("172.%d.0.1/16".formatted(second));
            }
            for (int third = 240; third >= 0; third -= 16) {
                pools.add("192.168.%d.1/20".formatted(third));
            }
            for (int second = 213; second < 250; second++) {
                pools.add("10.%d.0.1/16".formatted(second));
            }
            return List.copyOf(pools);
        }
    }

    private Networks(BridgeNetworks kernel, Settings settings) {
        this.kernel = kernel;
        this.settings = settings;
    }

    /// @param living endpoints of containers that are alive, after a restart
    public static Networks open(
            Path execRoot, Settings settings, Database database, List<Endpoint> living)
            throws IOException {
        Networks networks =
                new Networks(BridgeNetworks.open(execRoot, tablePrefix(settings)), settings);
        for (NetworkDocument document : database.all(Kind.NETWORK, NetworkDocument.class)) {
            networks.networks.put(document.name(), document);
        }
        networks.makeMissing(database);
        living.forEach(endpoint -> networks.endpoints.put(endpoint.id(), endpoint));
        networks.sweep();
        return networks;
    }

    private static String tablePrefix(Settings settings) {
        return settings.bridge().equals("gantry0") ? "gantry" : "gantry_" + settings.bridge();
    }

    private void makeMissing(Database database) throws IOException {
        for (String name : List.of("bridge", "host", "none")) {
            NetworkDocument known = networks.get(name);
            boolean isOther =
                    known != null
                            && name.equals("bridge")
                            && !settings.bridge().equals(known.options().get(BRIDGE_NAME));
            if (known == null || isOther) {
                NetworkDocument document = predefined(name);
                if (known != null) {
                    database.remove(Kind.NETWORK, known.id());
                }
                database.put(Kind.NETWORK, document.id(), document);
                networks.put(name, document);
            }
        }
    }

    private static final String BRIDGE_NAME = "com.docker.network.bridge.name";

    private NetworkDocument predefined(String name) throws IOException {
        String id = RandomId.hex(32);
        if (!name.equals("bridge")) {
            String driver = name.equals("none") ? "null" : name;
            return new NetworkDocument(id, name, driver, Instant.now(), "", "", Map.of(), Map.of());
        }
        Subnet subnet = freeSubnet();
        return new NetworkDocument(
                id,
                name,
                "bridge",
                Instant.now(),
                subnet.network().toString(),
                subnet.address().getHostAddress(),
                Map.of(
                        "com.docker.network.bridge.default_bridge",
                        "true",
                        "com.docker.network.bridge.enable_icc",
                        "true",
                        "com.docker.network.bridge.enable_ip_masquerade",
                        "true",
                        "com.docker.network.bridge.host_binding_ipv4",
                        "0.0.0.0",
                        BRIDGE_NAME,
                        settings.bridge(),
                        "com.docker.network.driver.mtu",
                        Integer.toString(MTU)),
                Map.of());
    }

    private Subnet freeSubnet() throws IOException {
        for (String pool : settings.subnets()) {
            Subnet candidate = Subnet.parse(pool);
            if (kernel.subnetIsFree(candidate)) {
                return candidate;
            }
        }
        throw new IOException(
                "all address pools for the default bridge overlap with routes of this host: %s; choose one with --bip"
                        .formatted(settings.subnets()));
    }

    private void sweep() {
        Set<String> sandboxes = new HashSet<>();
        endpoints.values().forEach(endpoint -> sandboxes.add(endpoint.sandboxId()));
        try {
            kernel.sweep(sandboxes, Set.copyOf(endpoints.keySet()));
        } catch (IOException e) {
            LOG.warn("leftovers of networks could not be removed: {}", e.getMessage());
        }
    }

    public synchronized List<NetworkDocument> all() {
        return networks.values().stream()
                .sorted(Comparator.comparing(NetworkDocument::created).reversed())
                .toList();
    }

    /// By name, id, or the beginning of an id.
    public synchronized Optional<NetworkDocument> find(String reference) {
        NetworkDocument named = networks.get(reference.equals("default") ? "bridge" : reference);
        if (named != null) {
            return Optional.of(named);
        }
        return networks.values().stream()
                .filter(network -> !reference.isEmpty() && network.id().startsWith(reference))
                .findFirst();
    }

    /// Who is in a network.
    public synchronized List<Endpoint> endpointsIn(String networkId) {
        return endpoints.values().stream()
                .filter(endpoint -> endpoint.networkId().equals(networkId))
                .toList();
    }

    /// Where a container's network namespace is pinned.
    ///
    /// @param endpoint what stands in the container's document
    /// @param pin empty for networks without a namespace of ours
    public record Joined(Endpoint endpoint, @Nullable Path pin) {}

    /// Gives a container its place.
    public synchronized Joined join(String network, String containerId, List<PortRequest> ports)
            throws IOException {
        NetworkDocument document =
                find(network)
                        .orElseThrow(() ->
                                EngineException.notFound("network " + network + " not found"));
        if (!document.driver().equals("bridge")) {
            return new Joined(plain(document), null);
        }
        return joinBridge(document, containerId, ports);
    }

    /// A port to publish; host port 0 is any free one.
    public record PortRequest(int port, String protocol, String hostIp, int hostPort) {}

    private static Endpoint plain(NetworkDocument network) {
        return new Endpoint(
                RandomId.hex(32), network.id(), network.name(), "", "", 0, "", "", List.of());
    }

    private Joined joinBridge(NetworkDocument network, String containerId, List<PortRequest> ports)
            throws IOException {
        BridgeSpec bridge = bridge(network);
        if (!isBridgeUp) {
            kernel.ensure(bridge);
            isBridgeUp = true;
        }
        Subnet subnet = Subnet.parse(network.subnet());
        String address = freeAddress(subnet, network);
        Endpoint endpoint =
                new Endpoint(
                        RandomId.hex(32),
                        network.id(),
                        network.name(),
                        containerId,
                        address,
                        subnet.prefix(),
                        network.gateway(),
                        randomMac(),
                        choose(ports));
        Path pin = kernel.createSandbox(endpoint.sandboxId());
        try {
            kernel.join(bridge, pin, spec(endpoint));
        } catch (IOException | RuntimeException e) {
            kernel.destroySandbox(endpoint.sandboxId());
            throw e;
        }
        endpoints.put(endpoint.id(), endpoint);
        return new Joined(endpoint, pin);
    }

    /// Gives a place back. One that is gone already is no error.
    public synchronized void leave(Endpoint endpoint) throws IOException {
        NetworkDocument network = networks.get(endpoint.network());
        endpoints.remove(endpoint.id());
        if (network == null || endpoint.sandboxId().isEmpty()) {
            return;
        }
        kernel.leave(bridge(network), kernel.createSandbox(endpoint.sandboxId()), spec(endpoint));
        kernel.destroySandbox(endpoint.sandboxId());
    }

    private static BridgeSpec bridge(NetworkDocument network) throws IOException {
        Subnet subnet = Subnet.parse(network.subnet());
        return new BridgeSpec(
                network.id(),
                network.options().getOrDefault(BRIDGE_NAME, "gantry0"),
                new Subnet(InetAddress.ofLiteral(network.gateway()), subnet.prefix()),
                MTU,
                true,
                true);
    }

    private static EndpointSpec spec(Endpoint endpoint) throws UnknownHostException {
        List<PortMapping> ports = new ArrayList<>();
        for (Endpoint.PublishedPort port : endpoint.ports()) {
            InetAddress hostIp =
                    port.hostIp().isEmpty() ? null : InetAddress.ofLiteral(port.hostIp());
            ports.add(new PortMapping(port.protocol(), port.port(), hostIp, port.hostPort()));
        }
        return new EndpointSpec(
                endpoint.id(),
                endpoint.sandboxId(),
                InetAddress.ofLiteral(endpoint.address()),
                endpoint.prefix(),
                endpoint.mac(),
                ports);
    }

    private String freeAddress(Subnet subnet, NetworkDocument network) {
        Set<String> taken = new HashSet<>();
        endpoints.values().forEach(endpoint -> taken.add(endpoint.address()));
        taken.add(network.gateway());
        byte[] base = subnet.address().getAddress();
        long start = 0;
        for (byte part : base) {
            start = start << 8 | (part & 0xFF);
        }
        long size = 1L << (32 - subnet.prefix());
        for (long offset = 1; offset < size - 1; offset++) {
            String candidate = text(start + offset);
            if (!taken.contains(candidate)) {
                return candidate;
            }
        }
        throw new EngineException(
                EngineException.Kind.FAILED,
                "no available IPv4 addresses on this network's address pools: " + network.name());
    }

    private static String text(long address) {
        return "%d.%d.%d.%d"
                .formatted(
                        address >> 24 & 0xFF,
                        address >> 16 & 0xFF,
                        address >> 8 & 0xFF,
                        address & 0xFF);
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

    private List<Endpoint.PublishedPort> choose(List<PortRequest> requests) throws IOException {
        List<Endpoint.PublishedPort> chosen = new ArrayList<>();
        for (PortRequest request : requests) {
            int hostPort =
                    request.hostPort() == 0
                            ? freePort(request, chosen)
                            : requireFree(request, chosen);
            chosen.add(
                    new Endpoint.PublishedPort(
                            request.port(), request.protocol(), request.hostIp(), hostPort));
        }
        return chosen;
    }

    private int requireFree(PortRequest request, List<Endpoint.PublishedPort> chosen)
            throws IOException {
        if (isTaken(request, request.hostPort(), chosen)) {
            throw new EngineException(
                    EngineException.Kind.FAILED,
                    "driver failed programming external connectivity on endpoint: Bind for %s:%d failed: port is already allocated"
                            .formatted(
                                    request.hostIp().isEmpty() ? "0.0.0.0" : request.hostIp(),
                                    request.hostPort()));
        }
        return request.hostPort();
    }

    private int freePort(PortRequest request, List<Endpoint.PublishedPort> chosen)
            throws IOException {
        for (int port = FIRST_EPHEMERAL; port <= LAST_PORT; port++) {
            if (!isTaken(request, port, chosen)) {
                return port;
            }
        }
        throw new EngineException(
                EngineException.Kind.FAILED, "all dynamically assigned ports are taken");
    }

    /// Taken by a container, or by a program of the host: the kernel would take connections away
    /// from it.
    private boolean isTaken(PortRequest request, int hostPort, List<Endpoint.PublishedPort> chosen)
            throws IOException {
        List<Endpoint.PublishedPort> all = new ArrayList<>(chosen);
        endpoints.values().forEach(endpoint -> all.addAll(endpoint.ports()));
        boolean clash =
                all.stream()
                        .anyMatch(port ->
                                port.hostPort() == hostPort
                                        && port.protocol().equals(request.protocol())
                                        && overlap(port.hostIp(), request.hostIp()));
        return clash || (request.protocol().equals("tcp") && isBound(request.hostIp(), hostPort));
    }

    private static boolean overlap(String one, String other) {
        return one.isEmpty()
                || other.isEmpty()
                || one.equals("0.0.0.0")
                || other.equals("0.0.0.0")
                || one.equals(other);
    }

    private static boolean isBound(String hostIp, int port) throws IOException {
        InetAddress address = InetAddress.ofLiteral(hostIp.isEmpty() ? "0.0.0.0" : hostIp);
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, port));
            return false;
        } catch (java.net.BindException e) {
            return true;
        }
    }
}
