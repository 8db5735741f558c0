package dev.gantry.engine.network;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.EngineException.Kind;
import dev.gantry.engine.event.Events;
import dev.gantry.engine.network.Endpoint.PublishedPort;
import dev.gantry.engine.state.Database;
import dev.gantry.host.network.HostNetworks;
import dev.gantry.host.network.HostRoutes;
import dev.gantry.host.network.Subnet;
import dev.gantry.host.network.dns.NameServers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The networks of this engine, and who is where in them.
///
/// The kernel's side of the default bridge is made when the first container joins, so that an
/// engine that runs none leaves the host's network alone; that of others when they are made. One
/// lock; it is held across kernel calls, never across anything a peer can delay.
public final class Networks {
    private static final Logger LOG = LoggerFactory.getLogger(Networks.class);

    private final HostNetworks kernel;
    private final NetworkSettings settings;
    private final AddressPools pools;
    private final Database database;
    private final Events events;
    private final Leases leases = new Leases();
    private final NameServers nameServers = new NameServers();
    private final NameDirectory names = new NameDirectory();
    private final Map<String, NetworkDocument> networks = new HashMap<>();
    private final Map<String, Endpoint> endpoints = new HashMap<>();

    private Networks(
            HostNetworks kernel,
            NetworkSettings settings,
            AddressPools pools,
            Database database,
            Events events) {
        this.kernel = kernel;
        this.settings = settings;
        this.pools = pools;
        this.database = database;
        this.events = events;
    }

    /// @param living endpoints of containers that are alive, after a restart
    public static Networks open(
            Path execRoot,
            NetworkSettings settings,
            Database database,
            Events events,
            List<Endpoint> living)
            throws IOException {
        HostNetworks kernel = HostNetworks.open(execRoot, settings.tablePrefix());
        Map<String, NetworkDocument> known = new HashMap<>();
        for (NetworkDocument document :
                database.all(Database.Kind.NETWORK, NetworkDocument.class)) {
            known.put(document.id(), document);
        }
        Networks networks =
                new Networks(kernel, settings, ownPools(settings, known), database, events);
        networks.networks.putAll(known);
        networks.makePredefined();
        living.forEach(endpoint -> networks.endpoints.put(endpoint.id(), endpoint));
        networks.sweep();
        networks.names.replace(living);
        networks.repair();
        return networks;
    }

    /// With unique local addresses of this engine's own (RFC 4193): their random part is that of
    /// the oldest network's id.
    private static AddressPools ownPools(
            NetworkSettings settings, Map<String, NetworkDocument> known) {
        if (settings.pools().hasIpv6()) {
            return settings.pools();
        }
        String random =
                known.values().stream()
                        .filter(network -> network.name().equals("none"))
                        .map(NetworkDocument::id)
                        .findFirst()
                        .orElseGet(() -> dev.gantry.base.RandomId.hex(32));
        String base =
                "fd%s:%s:%s::/48"
                        .formatted(
                                random.substring(0, 2),
                                random.substring(2, 6),
                                random.substring(6, 10));
        return settings.pools().and(AddressPools.range(base, 64));
    }

    private void makePredefined() throws IOException {
        Predefined predefined = new Predefined(settings, pools);
        for (String name : List.of("none", "host", "bridge")) {
            NetworkDocument known = named(name).orElse(null);
            List<Subnet> taken =
                    NetworkCreation.subnets(
                            networks.values().stream()
                                    .filter(network -> !network.name().equals(name))
                                    .toList());
            NetworkDocument wanted = predefined.document(name, known, taken);
            if (wanted.equals(known)) {
                continue;
            }
            if (known != null && !known.id().equals(wanted.id())) {
                database.remove(Database.Kind.NETWORK, known.id());
                networks.remove(known.id());
            }
            database.put(Database.Kind.NETWORK, wanted.id(), wanted);
            networks.put(wanted.id(), wanted);
        }
    }

    private void sweep() {
        Set<String> sandboxes = new HashSet<>();
        endpoints.values().forEach(endpoint -> sandboxes.add(endpoint.sandboxId()));
        try {
            kernel.sweep(Set.copyOf(networks.keySet()), sandboxes, Set.copyOf(endpoints.keySet()));
        } catch (IOException e) {
            LOG.warn("leftovers of networks could not be removed: {}", e.getMessage());
        }
    }

    /// Puts right what networks have in the kernel: after a reboot, or when somebody took something
    /// away. One that cannot be repaired does not stop the others.
    public synchronized void repair() {
        for (NetworkDocument network : networks.values()) {
            boolean isLazy = network.isDefaultBridge() && endpointsIn(network.id()).isEmpty();
            if (!network.hasLinks() || network.configOnly() || isLazy) {
                continue;
            }
            try {
                ensure(network);
                for (Endpoint endpoint : endpointsIn(network.id())) {
                    kernel.publish(options(network).spec(), EndpointPlan.spec(endpoint));
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn("network {} could not be put right: {}", network.name(), e.getMessage());
            }
        }
    }

    private void ensure(NetworkDocument network) throws IOException {
        Set<String> inside = new HashSet<>();
        endpointsIn(network.id()).forEach(endpoint -> inside.add(endpoint.id()));
        kernel.ensure(options(network).spec(), inside);
    }

    private DriverOptions options(NetworkDocument network) throws IOException {
        int mtu = settings.mtu() == 0 ? HostRoutes.read().uplinkMtu() : settings.mtu();
        return new DriverOptions(network, mtu);
    }

    public NetworkSettings settings() {
        return settings;
    }

    /// Newest first.
    public synchronized List<NetworkDocument> all() {
        return networks.values().stream()
                .sorted(Comparator.comparing(NetworkDocument::created).reversed())
                .toList();
    }

    private Optional<NetworkDocument> named(String name) {
        return networks.values().stream()
                .filter(network -> network.name().equals(name))
                .findFirst();
    }

    /// By id, name, or the beginning of an id.
    public synchronized Optional<NetworkDocument> find(String reference) {
        NetworkDocument whole = networks.get(reference);
        if (whole != null) {
            return Optional.of(whole);
        }
        Optional<NetworkDocument> named = named(reference.equals("default") ? "bridge" : reference);
        if (named.isPresent() || reference.isEmpty()) {
            return named;
        }
        List<NetworkDocument> begun =
                networks.values().stream()
                        .filter(network -> network.id().startsWith(reference))
                        .toList();
        if (begun.size() > 1) {
            throw EngineException.invalid(
                    "network %s is ambiguous (%d matches found based on ID prefix)"
                            .formatted(reference, begun.size()));
        }
        return begun.stream().findFirst();
    }

    public NetworkDocument require(String reference) {
        return find(reference)
                .orElseThrow(() ->
                        EngineException.notFound("network %s not found".formatted(reference)));
    }

    /// Who is in a network.
    public synchronized List<Endpoint> endpointsIn(String networkId) {
        return endpoints.values().stream()
                .filter(endpoint -> endpoint.networkId().equals(networkId))
                .toList();
    }

    /// Makes a network: in the database first, so that a crash leaves nothing without an owner.
    public synchronized NetworkDocument create(NetworkRequest request) throws IOException {
        NetworkDocument network =
                new NetworkCreation(request, settings, pools, networks.values()).document();
        database.put(Database.Kind.NETWORK, network.id(), network);
        networks.put(network.id(), network);
        if (network.hasLinks() && !network.configOnly()) {
            try {
                ensure(network);
            } catch (IOException | RuntimeException e) {
                undoCreate(network, e);
                throw e;
            }
        }
        publish("create", network, Map.of());
        return network;
    }

    private void undoCreate(NetworkDocument network, Exception first) {
        try {
            kernel.remove(options(network).spec());
            database.remove(Database.Kind.NETWORK, network.id());
            networks.remove(network.id());
        } catch (IOException | RuntimeException e) {
            first.addSuppressed(e);
        }
    }

    public synchronized void remove(String reference) throws IOException {
        NetworkDocument network = require(reference);
        if (network.isPredefined()) {
            throw new EngineException(
                    Kind.FORBIDDEN,
                    "%s is a pre-defined network and cannot be removed".formatted(network.name()));
        }
        Optional<String> use = use(network);
        if (use.isPresent()) {
            throw new EngineException(Kind.FORBIDDEN, "error while removing network: " + use.get());
        }
        delete(network);
    }

    /// Why a network cannot be removed.
    private Optional<String> use(NetworkDocument network) {
        boolean lends =
                networks.values().stream()
                        .anyMatch(other -> other.configFrom().equals(network.name()));
        if (network.configOnly()) {
            return lends
                    ? Optional.of(
                            "configuration network \"%s\" is in use".formatted(network.name()))
                    : Optional.empty();
        }
        List<String> inside =
                endpointsIn(network.id()).stream()
                        .map(endpoint ->
                                "name:\"%s\" id:\"%s\""
                                        .formatted(
                                                endpoint.names().isEmpty()
                                                        ? endpoint.sandboxId()
                                                        : endpoint.names().getFirst(),
                                                endpoint.id().substring(0, 12)))
                        .sorted()
                        .toList();
        return inside.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "network %s has active endpoints (%s)"
                                .formatted(network.name(), String.join(", ", inside)));
    }

    private void delete(NetworkDocument network) throws IOException {
        if (network.hasLinks() && !network.configOnly()) {
            kernel.remove(options(network).spec());
        }
        database.remove(Database.Kind.NETWORK, network.id());
        networks.remove(network.id());
        leases.forget(network);
        publish("destroy", network, Map.of());
    }

    /// Removes all networks of users that nobody is in.
    ///
    /// @return their names
    public synchronized List<String> prune(Predicate<NetworkDocument> isMeant) throws IOException {
        List<String> removed = new ArrayList<>();
        for (NetworkDocument network : all()) {
            if (!network.isPredefined()
                    && !network.configOnly()
                    && use(network).isEmpty()
                    && isMeant.test(network)) {
                delete(network);
                removed.add(network.name());
            }
        }
        return removed;
    }

    /// Checks what a new container wants of its networks, as far as they exist.
    public synchronized void check(List<Wish> wishes) {
        for (Wish wish : wishes) {
            try {
                WishCheck.check(wish, find(wish.network()).orElse(null));
            } catch (EngineException e) {
                throw new EngineException(
                        e.kind(),
                        "invalid config for network %s: %s"
                                .formatted(wish.network(), e.getMessage()),
                        e);
            }
        }
    }

    /// Checks what a container wants of a network it is not in yet.
    public void checkHere(Wish wish, NetworkDocument network) {
        WishCheck.check(wish, network);
    }

    /// Where a container's network namespace is pinned.
    ///
    /// @param pin `null` for networks without a namespace of ours
    public record Joined(Places places, @Nullable Path pin) {}

    /// Gives a container all its places, or none.
    public synchronized Joined join(Occupant who, List<Wish> wishes) throws IOException {
        List<NetworkDocument> found = wishes.stream().map(wish -> require(wish.network())).toList();
        if (found.size() == 1 && !found.getFirst().hasLinks() && !found.getFirst().configOnly()) {
            return plain(who, wishes.getFirst().in(found.getFirst()), found.getFirst());
        }
        found = ready(found);
        List<Wish> resolved = new ArrayList<>();
        List<Endpoint> planned = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            resolved.add(wishes.get(i).in(found.get(i)));
            planned.add(plan(who, resolved.get(i), found.get(i), planned));
        }
        List<Endpoint> published =
                Publishing.published(who, planned, otherPorts(who), this::binding);
        Path pin = kernel.createSandbox(who.id());
        plug(who, pin, published);
        return new Joined(new Places(resolved, published), pin);
    }

    /// The default bridge is made when it is first needed; what was free when its subnet was chosen
    /// may be somebody's now.
    private List<NetworkDocument> ready(List<NetworkDocument> found) throws IOException {
        List<NetworkDocument> ready = new ArrayList<>();
        for (NetworkDocument network : found) {
            boolean isNew = network.isDefaultBridge() && !kernel.exists(options(network).spec());
            ready.add(isNew ? withFreeSubnet(network) : network);
        }
        return ready;
    }

    private NetworkDocument withFreeSubnet(NetworkDocument network) throws IOException {
        HostRoutes host = HostRoutes.read();
        boolean clashes =
                network.ipam().pools().stream()
                        .anyMatch(pool -> host.clash(pool.asSubnet()).isPresent());
        if (!clashes || !settings.bip().isEmpty() || !endpointsIn(network.id()).isEmpty()) {
            return network;
        }
        List<Subnet> others =
                NetworkCreation.subnets(
                        networks.values().stream()
                                .filter(other -> !other.id().equals(network.id()))
                                .toList());
        NetworkDocument moved = new Predefined(settings, pools).moved(network, others);
        database.put(Database.Kind.NETWORK, moved.id(), moved);
        networks.put(moved.id(), moved);
        return moved;
    }

    private Joined plain(Occupant who, Wish wish, NetworkDocument network) {
        Endpoint endpoint =
                new Endpoint(
                        dev.gantry.base.RandomId.hex(32),
                        network.id(),
                        network.name(),
                        "",
                        "",
                        "",
                        null,
                        null,
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        0);
        publish("connect", network, Map.of("container", who.id()));
        return new Joined(new Places(List.of(wish), List.of(endpoint)), null);
    }

    private Endpoint plan(Occupant who, Wish wish, NetworkDocument network, List<Endpoint> own)
            throws IOException {
        if (network.configOnly()) {
            throw new EngineException(
                    Kind.FORBIDDEN, "cannot create endpoint on configuration-only network");
        }
        if (!network.hasLinks()) {
            throw EngineException.invalid(
                    "container cannot be connected to multiple networks with one of the networks in private (none) mode");
        }
        return EndpointPlan.endpoint(
                network, options(network), who, wish, leases, endpointsIn(network.id()), own);
    }

    private List<PublishedPort> otherPorts(Occupant who) {
        return endpoints.values().stream()
                .filter(endpoint -> !endpoint.sandboxId().equals(who.id()))
                .flatMap(endpoint -> endpoint.ports().stream())
                .toList();
    }

    private String binding(Endpoint endpoint) {
        NetworkDocument network = networks.get(endpoint.networkId());
        return network == null ? "" : new DriverOptions(network, 1500).hostBinding();
    }

    /// All or none.
    private void plug(Occupant who, Path pin, List<Endpoint> planned) throws IOException {
        List<Endpoint> done = new ArrayList<>();
        try {
            for (Endpoint endpoint : planned) {
                plug(pin, endpoint, planned);
                done.add(endpoint);
                endpoints.put(endpoint.id(), endpoint);
            }
        } catch (IOException | RuntimeException e) {
            for (Endpoint endpoint : done) {
                endpoints.remove(endpoint.id());
                unplug(endpoint, e);
            }
            kernel.destroySandbox(who.id());
            throw e;
        }
        names.replace(endpoints.values());
        for (Endpoint endpoint : planned) {
            publish("connect", networks.get(endpoint.networkId()), Map.of("container", who.id()));
        }
    }

    /// @param all the container's endpoints, this one included
    private void plug(Path pin, Endpoint endpoint, List<Endpoint> all) throws IOException {
        NetworkDocument network = require(endpoint.networkId());
        var spec = options(network).spec();
        if (!kernel.exists(spec)) {
            ensure(network);
        }
        var exits = EndpointPlan.gateways(all).through(endpoint.link());
        kernel.join(spec, pin, EndpointPlan.spec(endpoint), exits);
    }

    private void unplug(Endpoint endpoint, Exception first) {
        try {
            unplug(endpoint);
        } catch (IOException | RuntimeException e) {
            first.addSuppressed(e);
        }
    }

    private void unplug(Endpoint endpoint) throws IOException {
        NetworkDocument network = networks.get(endpoint.networkId());
        if (network != null && !endpoint.sandboxId().isEmpty()) {
            kernel.leave(
                    options(network).spec(),
                    kernel.sandbox(endpoint.sandboxId()),
                    EndpointPlan.spec(endpoint));
        }
    }

    /// Gives a running container another place.
    ///
    /// @return its places from now on
    public synchronized Places connect(Occupant who, Places now, Wish asked) throws IOException {
        NetworkDocument network = require(asked.network());
        Wish wish = asked.in(network);
        WishCheck.check(wish, network);
        if (now.inNetwork(network.id()).isPresent()) {
            throw new EngineException(
                    Kind.FORBIDDEN,
                    "endpoint with name %s already exists in network %s"
                            .formatted(who.name(), network.name()));
        }
        Endpoint planned = plan(who, wish, network, now.endpoints());
        Path pin = kernel.sandbox(who.id());
        List<Endpoint> all = new ArrayList<>(now.endpoints());
        all.add(planned);
        endpoints.put(planned.id(), planned);
        try {
            plug(pin, planned, all);
            all = reroute(who, pin, now.endpoints(), all);
        } catch (IOException | RuntimeException e) {
            endpoints.remove(planned.id());
            unplug(planned, e);
            throw e;
        }
        names.replace(endpoints.values());
        publish("connect", network, Map.of("container", who.id()));
        return new Places(now.wishing(wish).wishes(), all);
    }

    /// Moves the default routes and the published ports to where the container leads out now.
    private List<Endpoint> reroute(
            Occupant who, Path pin, List<Endpoint> before, List<Endpoint> after)
            throws IOException {
        kernel.route(pin, EndpointPlan.gateways(after));
        List<PublishedPort> ports =
                before.stream().flatMap(endpoint -> endpoint.ports().stream()).toList();
        List<Endpoint> moved =
                ports.isEmpty()
                        ? Publishing.published(who, after, otherPorts(who), this::binding)
                        : Publishing.moved(after, ports);
        for (Endpoint old : after) {
            Endpoint now = moved.get(after.indexOf(old));
            if (!old.ports().isEmpty() && !old.ports().equals(now.ports())) {
                kernel.unpublish(EndpointPlan.spec(old));
            }
        }
        for (Endpoint now : moved) {
            if (!now.ports().isEmpty()) {
                kernel.publish(options(require(now.networkId())).spec(), EndpointPlan.spec(now));
            }
            endpoints.put(now.id(), now);
        }
        return moved;
    }

    /// Takes a place away from a running container.
    public synchronized Places disconnect(Occupant who, Places now, NetworkDocument network)
            throws IOException {
        Endpoint gone =
                now.inNetwork(network.id()).orElseThrow(() -> notConnected(who.id(), network));
        unplug(gone);
        endpoints.remove(gone.id());
        Places left = now.without(network);
        List<Endpoint> moved = left.endpoints();
        if (!gone.sandboxId().isEmpty()) {
            Places before = now;
            moved = reroute(who, kernel.sandbox(who.id()), before.endpoints(), left.endpoints());
        }
        names.replace(endpoints.values());
        publish("disconnect", network, Map.of("container", who.id()));
        return new Places(left.wishes(), moved);
    }

    public static EngineException notConnected(String containerId, NetworkDocument network) {
        return new EngineException(
                Kind.FAILED,
                "container %s is not connected to network %s"
                        .formatted(containerId, network.name()));
    }

    /// Gives all places of a container back. Those that are gone already are no error.
    public synchronized void leave(String containerId, List<Endpoint> places) throws IOException {
        boolean hasSandbox = false;
        for (Endpoint endpoint : places) {
            endpoints.remove(endpoint.id());
            unplug(endpoint);
            hasSandbox |= !endpoint.sandboxId().isEmpty();
            NetworkDocument network = networks.get(endpoint.networkId());
            if (network != null) {
                publish("disconnect", network, Map.of("container", containerId));
            }
        }
        names.replace(endpoints.values());
        nameServers.stop(kernel.sandbox(containerId));
        if (hasSandbox || places.isEmpty()) {
            kernel.destroySandbox(containerId);
        }
    }

    /// Answers a container's questions about names, from now on and until it leaves.
    public void serveNames(String containerId, List<Wish> wishes, Resolving resolving)
            throws IOException {
        nameServers.serve(
                kernel.sandbox(containerId),
                names.source(containerId, Resolving.aliases(wishes), resolving));
    }

    /// A container is called otherwise now.
    public synchronized Places renamed(Occupant who, Places places) {
        List<Endpoint> all = new ArrayList<>();
        for (Endpoint endpoint : places.endpoints()) {
            Wish wish =
                    places.wishes().stream()
                            .filter(w -> w.networkId().equals(endpoint.networkId()))
                            .findFirst()
                            .orElse(Wish.plain(endpoint.network()));
            Endpoint renamed =
                    endpoint.names().isEmpty() ? endpoint : endpoint.named(who.names(wish));
            all.add(renamed);
            endpoints.computeIfPresent(endpoint.id(), (_, _) -> renamed);
        }
        names.replace(endpoints.values());
        return new Places(places.wishes(), all);
    }

    /// The engine ends; containers go on, and ask for names in vain until it is back.
    public void close() throws IOException {
        nameServers.close();
    }

    /// Where the network namespace of a container is pinned while it has one.
    public Path sandbox(String containerId) {
        return kernel.sandbox(containerId);
    }

    private void publish(
            String action, @Nullable NetworkDocument network, Map<String, String> more) {
        if (network == null) {
            return;
        }
        Map<String, String> attributes = new HashMap<>(more);
        attributes.put("name", network.name());
        attributes.put("type", network.driver());
        events.publish("network", action, network.id(), attributes);
    }
}
