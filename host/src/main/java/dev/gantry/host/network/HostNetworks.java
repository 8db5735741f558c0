package dev.gantry.host.network;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.Netlink;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Rtnetlink;
import dev.gantry.linux.Statfs;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Networks of this machine: made, repaired, joined, left and removed.
///
/// Order of calls: {@link #ensure} a network, {@link #createSandbox} for a container, {@link #join}
/// them; {@link #leave}, {@link #destroySandbox}, and {@link #remove} at the end. All but `join`
/// may be repeated; `join` again puts a new pair of links in the place of the old one. A failed
/// `join` leaves nothing. After a crash, {@link #sweep} removes what nobody owns, and `ensure`
/// repairs.
///
/// Any number of threads; the kernel makes one change at a time. Everything happens in the network
/// namespace of the calling thread. An interrupted thread gets an `InterruptedIOException`.
public final class HostNetworks {
    private static final Logger LOG = LoggerFactory.getLogger(HostNetworks.class);

    private static final Path BR_NETFILTER = Path.of("/proc/sys/net/bridge");

    private final Names names;
    private final BridgeDriver bridges;

    private HostNetworks(Names names) {
        this.names = names;
        this.bridges = new BridgeDriver(names);
    }

    /// @param execRoot below which network namespaces are pinned
    /// @param tablePrefix of our tables in the packet filter and of the aliases of our links
    public static HostNetworks open(Path execRoot, String tablePrefix) throws IOException {
        Names names = new Names(execRoot, tablePrefix);
        Files.createDirectories(names.pins());
        return new HostNetworks(names);
    }

    /// Makes what a network has in the kernel, or puts right what is missing or different.
    ///
    /// @param endpoints ids of those in it, whose links are plugged in again if they must
    public void ensure(NetworkSpec network, Set<String> endpoints) throws IOException {
        switch (network) {
            case BridgeSpec bridge -> ensure(bridge, endpoints);
            case MacvlanSpec macvlan -> requireParent(macvlan);
        }
    }

    private void ensure(BridgeSpec network, Set<String> endpoints) throws IOException {
        try (Netlink netlink = Netlink.route()) {
            List<Rtnetlink.Address> addresses =
                    Rtnetlink.addresses(netlink.exchange(Rtnetlink.getAddresses()));
            Optional<Rtnetlink.Link> bridge = link(netlink, network.bridgeName());
            Set<String> links = endpoints.stream().map(Names::veth).collect(Collectors.toSet());
            List<Rtnetlink.Link> ports =
                    links.isEmpty()
                            ? List.of()
                            : Rtnetlink.links(netlink.exchange(Rtnetlink.getLinks())).stream()
                                    .filter(link -> links.contains(link.name()))
                                    .toList();
            run(bridges.ensure(network, bridge, addresses, ports, framesAreSeen()));
        }
    }

    /// Whether the link a network's containers are plugged into is there.
    public boolean exists(NetworkSpec network) throws IOException {
        return switch (network) {
            case BridgeSpec bridge -> link(bridge.bridgeName()).isPresent();
            case MacvlanSpec macvlan -> link(macvlan.parent()).isPresent();
        };
    }

    private static void requireParent(MacvlanSpec network) throws IOException {
        if (link(network.parent()).isEmpty()) {
            throw new IOException("there is no link %s on this host".formatted(network.parent()));
        }
    }

    /// A new network namespace with only a loopback; where it is pinned.
    public Path createSandbox(String sandboxId) throws IOException {
        Path file = names.pin(sandboxId);
        Step loopback = new Step.SetLoopbackUp(file);
        // one that a crash left half-made gets its loopback too
        run(isPinned(file) ? List.of(loopback) : List.of(new Step.Pin(file), loopback));
        return file;
    }

    /// Where a sandbox is pinned, if it exists.
    public Path sandbox(String sandboxId) {
        return names.pin(sandboxId);
    }

    private static boolean isPinned(Path file) throws LinuxException {
        try (Fd pin = At.open(file, OpenFlags.O_PATH)) {
            return Statfs.of(pin).type() == Statfs.NSFS;
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    /// Gives a sandbox a link into the network, sets its default routes, and publishes its ports.
    ///
    /// @param gateways those to be set; what is absent stays as it is
    public void join(NetworkSpec network, Path sandbox, EndpointSpec endpoint, Gateways gateways)
            throws IOException {
        try {
            switch (network) {
                case BridgeSpec bridge ->
                        run(
                                bridges.join(
                                        bridge,
                                        sandbox,
                                        endpoint,
                                        gateways,
                                        link(Names.veth(endpoint.endpointId())),
                                        framesAreSeen()));
                case MacvlanSpec macvlan ->
                        run(MacvlanDriver.join(macvlan, sandbox, endpoint, gateways));
            }
        } catch (IOException | RuntimeException e) {
            undo(network, sandbox, endpoint, e);
            throw e;
        }
    }

    private static boolean framesAreSeen() {
        return Files.exists(BR_NETFILTER);
    }

    private void undo(NetworkSpec network, Path sandbox, EndpointSpec endpoint, Exception first) {
        try {
            leave(network, sandbox, endpoint);
        } catch (IOException | RuntimeException e) {
            first.addSuppressed(e);
        }
    }

    /// Sets the default routes of a sandbox; what is absent is taken away.
    public void route(Path sandbox, Gateways gateways) throws IOException {
        run(List.of(new Step.Route(sandbox, gateways)));
    }

    /// Publishes the ports of an endpoint that has joined already.
    public void publish(NetworkSpec network, EndpointSpec endpoint) throws IOException {
        if (network instanceof BridgeSpec bridge) {
            run(bridges.publish(bridge, endpoint));
        }
    }

    /// Withdraws the ports of an endpoint that stays.
    public void unpublish(EndpointSpec endpoint) throws IOException {
        run(bridges.unpublish(endpoint, FilterState.read(names.prefix())));
    }

    /// Takes the link away and withdraws the ports.
    public void leave(NetworkSpec network, Path sandbox, EndpointSpec endpoint) throws IOException {
        switch (network) {
            case BridgeSpec _ -> {
                FilterState filter =
                        endpoint.ports().isEmpty()
                                ? FilterState.NONE
                                : FilterState.read(names.prefix());
                run(bridges.leave(endpoint, link(Names.veth(endpoint.endpointId())), filter));
            }
            case MacvlanSpec _ -> run(MacvlanDriver.leave(sandbox, endpoint));
        }
        LOG.debug("{} left network {}", sandbox, network.networkId());
    }

    /// Gives up a sandbox; it ends when no process is left in it.
    public void destroySandbox(String sandboxId) throws IOException {
        run(List.of(new Step.Unpin(names.pin(sandboxId), "sandbox destroyed")));
    }

    /// Removes a network. A bridge that stood before {@link #ensure} stays.
    public void remove(NetworkSpec network) throws IOException {
        if (network instanceof BridgeSpec bridge) {
            FilterState filter = FilterState.read(names.prefix());
            run(bridges.remove(bridge, link(bridge.bridgeName()), filter));
        }
    }

    /// Removes namespaces, links, bridges, rules and published ports that belong to none of these.
    public void sweep(Set<String> networks, Set<String> sandboxes, Set<String> endpoints)
            throws IOException {
        try (Netlink netlink = Netlink.route();
                Stream<Path> pins = Files.list(names.pins())) {
            Sweeper.Observed observed =
                    new Sweeper.Observed(
                            Rtnetlink.links(netlink.exchange(Rtnetlink.getLinks())),
                            Rtnetlink.addresses(netlink.exchange(Rtnetlink.getAddresses())),
                            FilterState.read(names.prefix()),
                            pins.toList());
            Sweeper.Alive alive = new Sweeper.Alive(networks, sandboxes, endpoints);
            run(new Sweeper(names, bridges).sweep(alive, observed));
        }
    }

    private static Optional<Rtnetlink.Link> link(String name) throws LinuxException {
        try (Netlink netlink = Netlink.route()) {
            return link(netlink, name);
        }
    }

    private static Optional<Rtnetlink.Link> link(Netlink netlink, String name)
            throws LinuxException {
        try {
            return Rtnetlink.links(netlink.exchange(Rtnetlink.getLink(name))).stream().findFirst();
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENODEV) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void run(List<Step> steps) throws IOException {
        if (LOG.isDebugEnabled()) {
            steps.forEach(step -> LOG.debug("{}", step));
        }
        try {
            StepRunner.run(steps);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException stopped = new InterruptedIOException("wiring interrupted");
            stopped.initCause(e);
            throw stopped;
        }
    }
}
