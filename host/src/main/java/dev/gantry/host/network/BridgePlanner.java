package dev.gantry.host.network;

import dev.gantry.linux.Rtnetlink;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Decides, from what is wanted and what was observed, which steps are needed. Pure.
final class BridgePlanner {
    private static final String INSIDE = "eth0";

    private final Names names;
    private final FilterRules rules;

    BridgePlanner(Names names) {
        this.names = names;
        this.rules = new FilterRules(names.prefix());
    }

    /// @param link what has the bridge's name
    /// @param addresses of all links
    /// @param frames whether the packet filter can see frames between ports of a bridge
    List<Step> ensure(
            BridgeSpec network,
            Optional<Rtnetlink.Link> link,
            Collection<Rtnetlink.Address> addresses,
            boolean frames)
            throws IOException {
        String bridge = network.bridgeName();
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Set("net/ipv4/ip_forward", "1"));
        if (link.isEmpty()) {
            steps.addAll(create(network));
        } else {
            check(network, link.get());
            steps.addAll(repair(network, link.get(), addresses));
        }
        if (!network.icc() && frames) {
            steps.add(new Step.FilterFrames(bridge, "no icc"));
        }
        steps.add(new Step.Set("net/ipv4/conf/%s/route_localnet".formatted(bridge), "1"));
        steps.add(new Step.Filter("network " + bridge, rules.ensure(network)));
        return steps;
    }

    private List<Step> create(BridgeSpec network) {
        String bridge = network.bridgeName();
        return List.of(
                new Step.CreateBridge(
                        bridge,
                        mac(network.networkId()),
                        network.mtu(),
                        names.networkAlias(network.networkId())),
                new Step.AddAddress(bridge, network.subnet()),
                new Step.SetUp(bridge));
    }

    /// Locally administered, and the same each time; without one a bridge changes its own as
    /// containers come and go.
    private static String mac(String networkId) {
        byte[] bytes = HexFormat.of().parseHex(networkId.substring(0, 12));
        bytes[0] = 2;
        return HexFormat.ofDelimiter(":").formatHex(bytes);
    }

    private void check(BridgeSpec network, Rtnetlink.Link link) throws IOException {
        if (!link.kind().equals("bridge")) {
            throw new IOException("link %s exists and is no bridge".formatted(link.name()));
        }
        Optional<String> owner = names.networkOf(link.alias());
        if (owner.isPresent() && !owner.get().equals(network.networkId())) {
            throw new IOException(
                    "bridge %s belongs to network %s".formatted(link.name(), owner.get()));
        }
    }

    /// A bridge that stood before without our alias is used as it is; it only gets the address.
    private List<Step> repair(
            BridgeSpec network, Rtnetlink.Link link, Collection<Rtnetlink.Address> addresses) {
        List<Step> steps = new ArrayList<>();
        boolean isOurs = names.networkOf(link.alias()).isPresent();
        if (isOurs && link.mtu() != network.mtu()) {
            steps.add(new Step.SetMtu(link.name(), network.mtu(), "was " + link.mtu()));
        }
        boolean found = false;
        for (Rtnetlink.Address address : addresses) {
            if (address.link() != link.index() || address.address().getAddress().length != 4) {
                continue;
            }
            Subnet present = new Subnet(address.address(), address.prefix());
            if (present.equals(network.subnet())) {
                found = true;
            } else if (isOurs) {
                String why = "the network has " + network.subnet();
                steps.add(new Step.RemoveAddress(link.name(), present, why));
            }
        }
        if (!found) {
            steps.add(new Step.AddAddress(link.name(), network.subnet()));
        }
        if (!link.isUp()) {
            steps.add(new Step.SetUp(link.name()));
        }
        return steps;
    }

    List<Step> remove(BridgeSpec network, Optional<Rtnetlink.Link> link, FilterState filter) {
        List<Step> steps = new ArrayList<>();
        if (link.isPresent() && isBridgeOf(network, link.get())) {
            steps.add(new Step.DeleteLink(network.bridgeName(), "network removed"));
        }
        String commands = filter.exists() ? rules.remove(network, filter) : "";
        if (!commands.isEmpty()) {
            steps.add(new Step.Filter("network removed", commands));
        }
        return steps;
    }

    private boolean isBridgeOf(BridgeSpec network, Rtnetlink.Link link) {
        return names.networkOf(link.alias()).filter(network.networkId()::equals).isPresent();
    }

    /// Without icc the packet filter drops what goes between ports. Where it cannot see that, the
    /// ports are isolated; not always, as the kernel turns a call of a published port of a
    /// neighbour into a frame from port to port.
    ///
    /// @param leftover a link with the endpoint's name
    /// @param frames whether the packet filter can see frames between ports of a bridge
    List<Step> join(
            BridgeSpec network,
            Path sandbox,
            EndpointSpec endpoint,
            Optional<Rtnetlink.Link> leftover,
            boolean frames) {
        List<Step> steps = new ArrayList<>();
        leftover.ifPresent(
                link -> steps.add(new Step.DeleteLink(link.name(), "left by an earlier join")));
        steps.add(
                new Step.Plug(
                        Names.veth(endpoint.endpointId()),
                        names.endpointAlias(endpoint.endpointId()),
                        network.bridgeName(),
                        network.mtu(),
                        !network.icc() && !frames,
                        new Step.Inside(
                                sandbox,
                                INSIDE,
                                endpoint.mac(),
                                new Subnet(endpoint.ip(), endpoint.prefix()),
                                gateway(network))));
        if (!endpoint.ports().isEmpty()) {
            steps.add(
                    new Step.Filter(
                            "publish %s for %s"
                                    .formatted(
                                            endpoint.ports(),
                                            Names.shortId(endpoint.containerId())),
                            rules.publish(endpoint)));
        }
        return steps;
    }

    private static InetAddress gateway(BridgeSpec network) {
        return network.subnet().address();
    }

    List<Step> leave(EndpointSpec endpoint, Optional<Rtnetlink.Link> link, FilterState filter) {
        List<Step> steps = new ArrayList<>();
        steps.addAll(
                withdraw(
                        filter.published().stream()
                                .filter(port -> port.owner().equals(endpoint.endpointId()))
                                .toList(),
                        "withdraw ports of " + Names.shortId(endpoint.containerId())));
        link.ifPresent(found -> steps.add(new Step.DeleteLink(found.name(), "endpoint leaves")));
        return steps;
    }

    private List<Step> withdraw(List<FilterState.Published> ports, String why) {
        return ports.isEmpty() ? List.of() : List.of(new Step.Filter(why, rules.withdraw(ports)));
    }

    /// A sandbox that a crash left half-made gets its loopback too.
    List<Step> sandbox(Path file, boolean isPinned) {
        Step loopback = new Step.SetLoopbackUp(file);
        return isPinned ? List.of(loopback) : List.of(new Step.Pin(file), loopback);
    }

    /// What is left of endpoints and sandboxes that nobody knows any more.
    ///
    /// @param sandboxes short ids of those alive
    List<Step> sweep(Set<String> sandboxes, Set<String> endpoints, Observed observed) {
        List<Step> steps = new ArrayList<>();
        steps.addAll(
                withdraw(
                        observed.filter.published().stream()
                                .filter(port -> !endpoints.contains(port.owner()))
                                .toList(),
                        "withdraw ports without an owner"));
        for (Rtnetlink.Link link : observed.links) {
            names.endpointOf(link.alias())
                    .filter(id -> !endpoints.contains(id))
                    .ifPresent(
                            id -> steps.add(new Step.DeleteLink(link.name(), "no endpoint " + id)));
        }
        for (Path pin : observed.pins) {
            if (!sandboxes.contains(pin.getFileName().toString())) {
                steps.add(new Step.Unpin(pin, "no sandbox"));
            }
        }
        return steps;
    }

    /// What the whole machine has.
    record Observed(List<Rtnetlink.Link> links, FilterState filter, List<Path> pins) {
        Observed {
            links = List.copyOf(links);
            pins = List.copyOf(pins);
        }
    }
}
