package dev.gantry.host.network;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/// Our tables, in nft's language: one of IPv4, one of IPv6, alike. Pure text; each result is one
/// transaction.
///
/// One table serves all networks. What differs by network hangs in chains found through maps by the
/// name of the bridge, and a published port is one element of a map, so that the cost of a packet
/// does not grow with networks and ports.
final class FilterRules {
    /// Ports published on one address: protocol, address, port → container's address and port.
    static final String PUBLISHED = "published";

    /// Ports published on all addresses: protocol, port → container's address and port.
    static final String PUBLISHED_ANY = "published-any";

    /// Ports reached at the container's own address: protocol, address, port.
    static final String OPEN = "open";

    /// Bridge → the chain that says who may send into it.
    static final String INTO = "into";

    /// `tcp`, `udp`, `sctp`.
    private static final String WITH_PORTS = "meta l4proto { 6, 17, 132 }";

    private final String table;

    FilterRules(String table) {
        this.table = table;
    }

    /// The tables, the chains every packet passes, and the chains of one network: made or put
    /// right. Elements of the maps stay.
    String ensure(BridgeSpec network) {
        return network.sides().stream()
                .map(side -> ensure(network, side))
                .collect(Collectors.joining());
    }

    private String ensure(BridgeSpec network, BridgeSpec.Side side) {
        Family family = side.family();
        return (COMMON + into(network, side) + NETWORK + nat(network, side))
                .replace("<table>", family.table() + " " + table)
                .replace("<address>", family.addressType())
                .replace("<family>", family.table())
                .replace("<loopback>", family.loopback())
                .replace("<icmp>", family.icmp())
                .replace("<from-host>", family == Family.IPV4 ? "" : "ip6 daddr != ::1")
                .replace("<mark>", "0x%x".formatted(RouteGuard.MARK))
                .replace("<ports>", WITH_PORTS)
                .replace("<bridge>", network.bridgeName())
                .replace("<subnet>", side.gateway().network().toString())
                .replace("<icc>", network.icc() ? "accept" : "drop")
                .replace("<id>", Names.shortId(network.networkId()));
    }

    /// `<mark>` says to {@link RouteGuard} that these rules are in force. The IPv6 loopback cannot
    /// lead to containers: the kernel does not route its address.
    private static final String COMMON =
            """
            add table <table>
            add map <table> published { type inet_proto . <address> . inet_service : <address> . inet_service ; }
            add map <table> published-any { type inet_proto . inet_service : <address> . inet_service ; }
            add set <table> open { type inet_proto . <address> . inet_service ; }
            add set <table> bridges { type ifname ; }
            add map <table> into { type ifname : verdict ; }
            add map <table> from { type ifname : verdict ; }
            add map <table> nat { type ifname : verdict ; }
            add chain <table> guard { type filter hook prerouting priority -300 ; policy accept ; }
            add chain <table> publish
            add chain <table> prerouting { type nat hook prerouting priority -100 ; policy accept ; }
            add chain <table> output { type nat hook output priority -100 ; policy accept ; }
            add chain <table> trust { type filter hook prerouting priority -90 ; policy accept ; }
            add chain <table> forward { type filter hook forward priority 0 ; policy accept ; }
            add chain <table> postrouting { type nat hook postrouting priority 100 ; policy accept ; }
            flush chain <table> guard
            flush chain <table> publish
            flush chain <table> prerouting
            flush chain <table> output
            flush chain <table> trust
            flush chain <table> forward
            flush chain <table> postrouting
            add rule <table> guard iifname @bridges <family> daddr <loopback> drop
            add rule <table> guard iifname @bridges <family> saddr <loopback> drop
            add rule <table> publish <ports> dnat <family> to meta l4proto . <family> daddr . th dport map @published
            add rule <table> publish <ports> dnat <family> to meta l4proto . th dport map @published-any
            add rule <table> prerouting <family> daddr != <loopback> fib daddr type local jump publish
            add rule <table> output <from-host> fib daddr type local jump publish
            add rule <table> trust fib daddr type != local meta mark set meta mark | <mark>
            add rule <table> forward iifname vmap @from
            add rule <table> forward oifname vmap @into
            add rule <table> postrouting iifname vmap @nat
            add rule <table> postrouting oifname vmap @nat
            """;

    /// Into the bridge goes what answers, what a published port turned here, and, with icc, what
    /// comes from the bridge itself.
    private static String into(BridgeSpec network, BridgeSpec.Side side) {
        String head =
                """
                add chain <table> into-<id>
                add chain <table> from-<id>
                add chain <table> nat-<id>
                flush chain <table> into-<id>
                flush chain <table> from-<id>
                flush chain <table> nat-<id>
                """;
        if (network.internal()) {
            return head
                    + """
                    add rule <table> into-<id> iifname "<bridge>" <icc>
                    add rule <table> into-<id> drop
                    add rule <table> from-<id> oifname != "<bridge>" drop
                    """;
        }
        return head
                + """
                add rule <table> into-<id> ct state established,related accept
                """
                + switch (side.outward()) {
                    case NAT ->
                            """
                            add rule <table> into-<id> ct status dnat accept
                            """;
                    case UNPROTECTED ->
                            """
                            add rule <table> into-<id> iifname != @bridges accept
                            add rule <table> into-<id> ct status dnat accept
                            """;
                    case ROUTED ->
                            """
                            add rule <table> into-<id> meta l4proto <icmp> accept
                            add rule <table> into-<id> <ports> meta l4proto . <family> daddr . th dport @open accept
                            """;
                }
                + """
                add rule <table> into-<id> iifname "<bridge>" <icc>
                add rule <table> into-<id> drop
                """;
    }

    private static final String NETWORK =
            """
            add element <table> bridges { "<bridge>" }
            add element <table> into { "<bridge>" : jump into-<id> }
            add element <table> from { "<bridge>" : jump from-<id> }
            add element <table> nat { "<bridge>" : jump nat-<id> }
            """;

    /// A container that calls a published port of its own network is masqueraded, or the answer
    /// would go past us; so is the host's loopback.
    private static String nat(BridgeSpec network, BridgeSpec.Side side) {
        if (network.internal() || side.outward() == BridgeSpec.Outward.ROUTED) {
            return "";
        }
        String hairpin =
                """
                add rule <table> nat-<id> oifname "<bridge>" ct status dnat <family> saddr { <loopback>, <subnet> } masquerade
                """;
        if (!side.masquerade()) {
            return hairpin;
        }
        InetAddress source = side.source();
        String how = source == null ? "masquerade" : "snat to " + source.getHostAddress();
        return hairpin
                + "add rule <table> nat-<id> oifname != \"<bridge>\" <family> saddr <subnet> "
                + how
                + "\n";
    }

    /// Publishes the ports of an endpoint, all or none.
    String publish(BridgeSpec network, EndpointSpec endpoint) {
        StringBuilder commands = new StringBuilder();
        for (BridgeSpec.Side side : network.sides()) {
            InetAddress target = endpoint.address(side.family()).orElse(null);
            if (target == null || network.internal()) {
                continue;
            }
            endpoint.ports().stream()
                    .filter(port -> port.family() == side.family())
                    .map(port -> element(side, port, endpoint.endpointId(), target))
                    .distinct()
                    .forEach(commands::append);
        }
        return commands.toString();
    }

    private String element(
            BridgeSpec.Side side, PortMapping port, String owner, InetAddress target) {
        String family = side.family().table();
        String address = target.getHostAddress();
        return side.outward() == BridgeSpec.Outward.ROUTED
                ? "add element %s %s %s { %d . %s . %d comment \"%s\" }\n"
                        .formatted(
                                family,
                                table,
                                OPEN,
                                port.protocolNumber(),
                                address,
                                port.containerPort(),
                                owner)
                : "add element %s %s %s { %s comment \"%s\" : %s . %d }\n"
                        .formatted(
                                family,
                                table,
                                port.map(),
                                port.key(),
                                owner,
                                address,
                                port.containerPort());
    }

    String withdraw(Collection<FilterState.Published> ports) {
        return ports.stream()
                .map(port ->
                        "delete element %s %s %s { %s }\n"
                                .formatted(port.family().table(), table, port.map(), port.key()))
                .collect(Collectors.joining());
    }

    /// Removes what a network has; with the last network the table.
    String remove(String networkId, FilterState state) {
        String id = Names.shortId(networkId);
        StringBuilder commands = new StringBuilder();
        state.bridges().forEach((family, bridges) -> commands.append(remove(id, family, bridges)));
        return commands.toString();
    }

    private String remove(String id, Family family, Map<String, String> bridges) {
        if (bridges.keySet().stream().allMatch(id::equals)) {
            return "delete table %s %s\n".formatted(family.table(), table);
        }
        String bridge = bridges.get(id);
        return bridge == null
                ? ""
                : REMOVE.replace("<table>", family.table() + " " + table)
                        .replace("<bridge>", bridge)
                        .replace("<id>", id);
    }

    private static final String REMOVE =
            """
            delete element <table> nat { "<bridge>" }
            delete element <table> from { "<bridge>" }
            delete element <table> into { "<bridge>" }
            delete element <table> bridges { "<bridge>" }
            delete chain <table> nat-<id>
            delete chain <table> from-<id>
            delete chain <table> into-<id>
            """;
}
