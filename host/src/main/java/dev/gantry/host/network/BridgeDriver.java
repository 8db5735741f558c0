package dev.gantry.host.network;

import dev.gantry.linux.Rtnetlink;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Decides, from what is wanted of a bridge network and what was observed, which steps are needed.
/// Pure.
final class BridgeDriver {
    private final Names names;
    private final FilterRules rules;

    BridgeDriver(Names names) {
        this.names = names;
        this.rules = new FilterRules(names.prefix());
    }

    /// @param link what has the bridge's name
    /// @param addresses of all links
    /// @param ports links of endpoints that belong into the bridge
    /// @param frames whether the packet filter can see frames between ports of a bridge
    List<Step> ensure(
            BridgeSpec network,
            Optional<Rtnetlink.Link> link,
            Collection<Rtnetlink.Address> addresses,
            Collection<Rtnetlink.Link> ports,
            boolean frames)
            throws IOException {
        String bridge = network.bridgeName();
        List<Step> steps = new ArrayList<>(forwarding(network));
        steps.add(new Step.Filter("network " + bridge, rules.ensure(network)));
        steps.add(new Step.Guard(RouteGuard.rules(network)));
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
        for (Rtnetlink.Link port : ports) {
            if (link.isEmpty() || port.master() != link.get().index()) {
                steps.add(new Step.Replug(port.name(), bridge, "the bridge was gone"));
            }
        }
        return steps;
    }

    /// Forwarded packets have a mark, which must count when their way back is looked up.
    private static List<Step> forwarding(BridgeSpec network) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Set("net/ipv4/ip_forward", "1"));
        steps.add(new Step.Set("net/ipv4/conf/all/src_valid_mark", "1"));
        if (network.hasIpv6()) {
            steps.add(new Step.ForwardIpv6());
        }
        return steps;
    }

    private List<Step> create(BridgeSpec network) {
        String bridge = network.bridgeName();
        List<Step> steps = new ArrayList<>();
        steps.add(
                new Step.CreateBridge(
                        bridge,
                        mac(network.networkId()),
                        network.mtu(),
                        names.networkAlias(network.networkId())));
        steps.addAll(ipv6(network));
        for (Subnet address : wanted(network)) {
            steps.add(new Step.AddAddress(bridge, address));
        }
        steps.add(new Step.SetUp(bridge));
        return steps;
    }

    /// Without IPv6 the bridge has not even an address of the link; with it, it believes no router.
    private static List<Step> ipv6(BridgeSpec network) {
        String own = "net/ipv6/conf/" + network.bridgeName() + "/";
        return network.hasIpv6()
                ? List.of(
                        new Step.SetIfThere(own + "disable_ipv6", "0"),
                        new Step.SetIfThere(own + "accept_ra", "0"),
                        new Step.SetIfThere(own + "accept_dad", "0"),
                        new Step.SetIfThere(own + "forwarding", "1"))
                : List.of(new Step.SetIfThere(own + "disable_ipv6", "1"));
    }

    private static List<Subnet> wanted(BridgeSpec network) {
        return network.sides().stream()
                .filter(BridgeSpec.Side::hasAddress)
                .map(BridgeSpec.Side::gateway)
                .toList();
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

    /// A bridge that stood before without our alias is used as it is; it only gets the addresses.
    private List<Step> repair(
            BridgeSpec network, Rtnetlink.Link link, Collection<Rtnetlink.Address> addresses) {
        List<Step> steps = new ArrayList<>();
        boolean isOurs = names.networkOf(link.alias()).isPresent();
        if (isOurs && link.mtu() != network.mtu()) {
            steps.add(new Step.SetMtu(link.name(), network.mtu(), "was " + link.mtu()));
        }
        if (isOurs) {
            steps.addAll(ipv6(network));
        }
        List<Subnet> missing = new ArrayList<>(wanted(network));
        for (Rtnetlink.Address address : addresses) {
            if (address.link() != link.index() || address.address().isLinkLocalAddress()) {
                continue;
            }
            Subnet present = new Subnet(address.address(), address.prefix());
            if (!missing.remove(present) && isOurs) {
                steps.add(
                        new Step.RemoveAddress(
                                link.name(), present, "the network has " + wanted(network)));
            }
        }
        missing.forEach(address -> steps.add(new Step.AddAddress(link.name(), address)));
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
        String commands = rules.remove(network.networkId(), filter);
        if (!commands.isEmpty()) {
            steps.add(new Step.Filter("network removed", commands));
        }
        steps.add(new Step.Unguard(RouteGuard.rules(network)));
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
            Gateways gateways,
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
                        inside(network, sandbox, endpoint, gateways)));
        steps.addAll(publish(network, endpoint));
        return steps;
    }

    static Step.Inside inside(
            NetworkSpec network, Path sandbox, EndpointSpec endpoint, Gateways gateways) {
        return new Step.Inside(
                sandbox,
                endpoint.link(),
                endpoint.mac(),
                endpoint.addresses(),
                network.hasIpv6(),
                endpoint.settings(),
                gateways);
    }

    /// Datagrams that came before the port was published would go on missing it.
    List<Step> publish(BridgeSpec network, EndpointSpec endpoint) {
        String commands = rules.publish(network, endpoint);
        if (commands.isEmpty()) {
            return List.of();
        }
        List<Step> steps = new ArrayList<>();
        steps.add(
                new Step.Filter(
                        "publish %s for %s"
                                .formatted(endpoint.ports(), Names.shortId(endpoint.containerId())),
                        commands));
        List<Integer> datagrams =
                endpoint.ports().stream()
                        .filter(port -> port.protocolNumber() == PortMapping.UDP)
                        .map(PortMapping::hostPort)
                        .toList();
        if (!datagrams.isEmpty()) {
            steps.add(
                    new Step.Forget(
                            List.of(), Map.of(PortMapping.UDP, datagrams), "now published"));
        }
        return steps;
    }

    List<Step> unpublish(EndpointSpec endpoint, FilterState filter) {
        List<Step> steps = new ArrayList<>();
        steps.addAll(
                withdraw(
                        filter.published().stream()
                                .filter(port -> port.owner().equals(endpoint.endpointId()))
                                .toList(),
                        "withdraw ports of " + Names.shortId(endpoint.containerId())));
        if (!steps.isEmpty()) {
            List<InetAddress> addresses =
                    endpoint.addresses().stream().map(Subnet::address).toList();
            steps.add(new Step.Forget(addresses, Map.of(), "no longer published"));
        }
        return steps;
    }

    List<Step> leave(EndpointSpec endpoint, Optional<Rtnetlink.Link> link, FilterState filter) {
        List<Step> steps = new ArrayList<>(unpublish(endpoint, filter));
        link.ifPresent(found -> steps.add(new Step.DeleteLink(found.name(), "endpoint leaves")));
        return steps;
    }

    List<Step> withdraw(List<FilterState.Published> ports, String why) {
        return ports.isEmpty() ? List.of() : List.of(new Step.Filter(why, rules.withdraw(ports)));
    }

    /// Networks that stand in the packet filter and nobody knows any more.
    List<Step> forget(Collection<String> known, FilterState filter) {
        List<Step> steps = new ArrayList<>();
        FilterState left = filter;
        for (String id : unknown(known, filter)) {
            String commands = rules.remove(id, left);
            steps.add(new Step.Filter("no network " + id, commands));
            left = left.without(id);
        }
        return steps;
    }

    private static List<String> unknown(Collection<String> known, FilterState filter) {
        return filter.bridges().values().stream()
                .flatMap(bridges -> bridges.keySet().stream())
                .filter(id -> !known.contains(id))
                .distinct()
                .sorted()
                .collect(Collectors.toList());
    }
}
