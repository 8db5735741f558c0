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

/// Bridge networks of this machine: made, repaired, joined, left and removed.
///
/// Order of calls: {@link #ensure} a network, {@link #createSandbox} for a container, {@link #join}
/// them; {@link #leave}, {@link #destroySandbox}, and {@link #remove} at the end. All but `join`
/// may be repeated; `join` again puts a new pair of links in the place of the old one. A failed
/// `join` leaves nothing. After a crash, {@link #sweep} removes what nobody owns, and `ensure`
/// repairs.
///
/// Any number of threads; the kernel makes one change at a time. Everything happens in the network
/// namespace of the calling thread. An interrupted thread gets an `InterruptedIOException`.
public final class BridgeNetworks {
    private static final Logger LOG = LoggerFactory.getLogger(BridgeNetworks.class);

    private static final Path BR_NETFILTER = Path.of("/proc/sys/net/bridge");

    private final Names names;
    private final BridgePlanner planner;

    private BridgeNetworks(Names names) {
        this.names = names;
        this.planner = new BridgePlanner(names);
    }

    /// @param execRoot below which network namespaces are pinned
    /// @param tablePrefix of our table in the packet filter and of the aliases of our links
    public static BridgeNetworks open(Path execRoot, String tablePrefix) throws IOException {
        Names names = new Names(execRoot, tablePrefix);
        Files.createDirectories(names.pins());
        return new BridgeNetworks(names);
    }

    /// Makes the bridge, its address and its rules, or puts right what is missing or different.
    public void ensure(BridgeSpec network) throws IOException {
        try (Netlink netlink = Netlink.route()) {
            List<Rtnetlink.Address> addresses =
                    Rtnetlink.addresses(netlink.exchange(Rtnetlink.getAddresses()));
            Optional<Rtnetlink.Link> bridge = link(netlink, network.bridgeName());
            run(planner.ensure(network, bridge, addresses, framesAreSeen()));
        }
    }

    /// A new network namespace with only a loopback; where it is pinned.
    public Path createSandbox(String sandboxId) throws IOException {
        Path file = names.pin(sandboxId);
        run(planner.sandbox(file, isPinned(file)));
        return file;
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

    /// Gives a sandbox a link into the network and publishes its ports.
    public void join(BridgeSpec network, Path sandbox, EndpointSpec endpoint) throws IOException {
        try {
            Optional<Rtnetlink.Link> leftover = link(Names.veth(endpoint.endpointId()));
            run(planner.join(network, sandbox, endpoint, leftover, framesAreSeen()));
        } catch (IOException | RuntimeException e) {
            undo(network, sandbox, endpoint, e);
            throw e;
        }
    }

    private static boolean framesAreSeen() {
        return Files.exists(BR_NETFILTER);
    }

    private void undo(BridgeSpec network, Path sandbox, EndpointSpec endpoint, Exception first) {
        try {
            leave(network, sandbox, endpoint);
        } catch (IOException | RuntimeException e) {
            first.addSuppressed(e);
        }
    }

    /// Takes the link away and withdraws the ports.
    public void leave(BridgeSpec network, Path sandbox, EndpointSpec endpoint) throws IOException {
        FilterState filter =
                endpoint.ports().isEmpty() ? FilterState.NONE : FilterState.read(names.prefix());
        run(planner.leave(endpoint, link(Names.veth(endpoint.endpointId())), filter));
        LOG.debug("{} left {}", sandbox, network.bridgeName());
    }

    /// Gives up a sandbox; it ends when no process is left in it.
    public void destroySandbox(String sandboxId) throws IOException {
        run(List.of(new Step.Unpin(names.pin(sandboxId), "sandbox destroyed")));
    }

    /// Removes a network. A bridge that stood before {@link #ensure} stays.
    public void remove(BridgeSpec network) throws IOException {
        FilterState filter = FilterState.read(names.prefix());
        run(planner.remove(network, link(network.bridgeName()), filter));
    }

    /// Removes namespaces, links and published ports that belong to none of these.
    public void sweep(Set<String> liveSandboxIds, Set<String> liveEndpointIds) throws IOException {
        Set<String> sandboxes =
                liveSandboxIds.stream().map(Names::shortId).collect(Collectors.toSet());
        try (Netlink netlink = Netlink.route();
                Stream<Path> pins = Files.list(names.pins())) {
            BridgePlanner.Observed observed =
                    new BridgePlanner.Observed(
                            Rtnetlink.links(netlink.exchange(Rtnetlink.getLinks())),
                            FilterState.read(names.prefix()),
                            pins.toList());
            run(planner.sweep(sandboxes, liveEndpointIds, observed));
        }
    }

    /// Whether no address and no route of this machine overlaps; a default route does not count.
    public boolean subnetIsFree(Subnet subnet) throws IOException {
        try (Netlink netlink = Netlink.route()) {
            return Rtnetlink.addresses(netlink.exchange(Rtnetlink.getAddresses())).stream()
                            .noneMatch(a -> subnet.overlaps(new Subnet(a.address(), a.prefix())))
                    && Rtnetlink.routes(netlink.exchange(Rtnetlink.getRoutes())).stream()
                            .noneMatch(r -> overlaps(subnet, r));
        }
    }

    private static boolean overlaps(Subnet subnet, Rtnetlink.Route route) {
        return route.destination() != null
                && subnet.overlaps(new Subnet(route.destination(), route.prefix()));
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
