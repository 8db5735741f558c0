package dev.gantry.host.network;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Our table, in nft's language. Pure text; each result is one transaction.
///
/// One table serves all networks. What differs by network hangs in two chains found through maps by
/// the name of the bridge, and a published port is one element of a map, so that the cost of a
/// packet does not grow with networks and ports.
final class FilterRules {
    /// Ports published on one address: protocol, address, port → container's address and port.
    static final String PUBLISHED = "published";

    /// Ports published on all addresses: protocol, port → container's address and port.
    static final String PUBLISHED_ANY = "published-any";

    /// Bridge → the chain that says who may send into it.
    static final String INTO = "into";

    /// `tcp`, `udp`, `sctp`.
    private static final String WITH_PORTS = "meta l4proto { 6, 17, 132 }";

    private final String table;

    FilterRules(String table) {
        this.table = table;
    }

    /// The table, the chains every packet passes, and the chains of one network: made or put right.
    /// Elements of the maps stay.
    String ensure(BridgeSpec network) {
        return (COMMON + NETWORK + (network.masquerade() ? MASQUERADE : ""))
                .replace("<table>", table)
                .replace("<ports>", WITH_PORTS)
                .replace("<bridge>", network.bridgeName())
                .replace("<subnet>", network.subnet().network().toString())
                .replace("<icc>", network.icc() ? "accept" : "drop")
                .replace("<id>", Names.shortId(network.networkId()));
    }

    private static final String COMMON =
            """
            add table ip <table>
            add map ip <table> published { type inet_proto . ipv4_addr . inet_service : ipv4_addr . inet_service ; }
            add map ip <table> published-any { type inet_proto . inet_service : ipv4_addr . inet_service ; }
            add set ip <table> bridges { type ifname ; }
            add map ip <table> into { type ifname : verdict ; }
            add map ip <table> nat { type ifname : verdict ; }
            add chain ip <table> guard { type filter hook prerouting priority -300 ; policy accept ; }
            add chain ip <table> publish
            add chain ip <table> prerouting { type nat hook prerouting priority -100 ; policy accept ; }
            add chain ip <table> output { type nat hook output priority -100 ; policy accept ; }
            add chain ip <table> forward { type filter hook forward priority 0 ; policy accept ; }
            add chain ip <table> postrouting { type nat hook postrouting priority 100 ; policy accept ; }
            flush chain ip <table> guard
            flush chain ip <table> publish
            flush chain ip <table> prerouting
            flush chain ip <table> output
            flush chain ip <table> forward
            flush chain ip <table> postrouting
            add rule ip <table> guard iifname @bridges ip daddr 127.0.0.0/8 drop
            add rule ip <table> guard iifname @bridges ip saddr 127.0.0.0/8 drop
            add rule ip <table> publish <ports> dnat ip to meta l4proto . ip daddr . th dport map @published
            add rule ip <table> publish <ports> dnat ip to meta l4proto . th dport map @published-any
            add rule ip <table> prerouting ip daddr != 127.0.0.0/8 fib daddr type local jump publish
            add rule ip <table> output fib daddr type local jump publish
            add rule ip <table> forward oifname vmap @into
            add rule ip <table> postrouting iifname vmap @nat
            add rule ip <table> postrouting oifname vmap @nat
            """;

    /// Into the bridge goes what answers, what a published port turned here, and, with icc, what
    /// comes from the bridge itself. A container that calls a published port of its own network is
    /// masqueraded, or the answer would go past us; so is the host's loopback.
    private static final String NETWORK =
            """
            add chain ip <table> into-<id>
            add chain ip <table> nat-<id>
            flush chain ip <table> into-<id>
            flush chain ip <table> nat-<id>
            add rule ip <table> into-<id> ct state established,related accept
            add rule ip <table> into-<id> ct status dnat accept
            add rule ip <table> into-<id> iifname "<bridge>" <icc>
            add rule ip <table> into-<id> drop
            add rule ip <table> nat-<id> oifname "<bridge>" ct status dnat ip saddr { 127.0.0.0/8, <subnet> } masquerade
            add element ip <table> bridges { "<bridge>" }
            add element ip <table> into { "<bridge>" : jump into-<id> }
            add element ip <table> nat { "<bridge>" : jump nat-<id> }
            """;

    private static final String MASQUERADE =
            """
            add rule ip <table> nat-<id> oifname != "<bridge>" ip saddr <subnet> masquerade
            """;

    /// Publishes the ports of an endpoint, all or none.
    String publish(EndpointSpec endpoint) {
        return endpoint.ports().stream()
                .map(port ->
                        "add element ip %s %s { %s comment \"%s\" : %s . %d }\n"
                                .formatted(
                                        table,
                                        port.map(),
                                        port.key(),
                                        endpoint.endpointId(),
                                        endpoint.ip().getHostAddress(),
                                        port.containerPort()))
                .collect(Collectors.joining());
    }

    String withdraw(Collection<FilterState.Published> ports) {
        return ports.stream()
                .map(port ->
                        "delete element ip %s %s { %s }\n".formatted(table, port.map(), port.key()))
                .collect(Collectors.joining());
    }

    /// Removes what a network has; with the last network the table.
    String remove(BridgeSpec network, FilterState state) {
        String id = Names.shortId(network.networkId());
        Map<String, String> bridges = state.bridges();
        if (bridges.keySet().stream().allMatch(id::equals)) {
            return "delete table ip %s\n".formatted(table);
        }
        String bridge = bridges.get(id);
        if (bridge == null) {
            return "";
        }
        List<FilterState.Published> ports =
                state.published().stream()
                        .filter(port -> isIn(network.subnet(), port.target()))
                        .toList();
        return withdraw(ports)
                + REMOVE.replace("<table>", table).replace("<bridge>", bridge).replace("<id>", id);
    }

    private static boolean isIn(Subnet subnet, String address) {
        return subnet.contains(InetAddress.ofLiteral(address));
    }

    private static final String REMOVE =
            """
            delete element ip <table> nat { "<bridge>" }
            delete element ip <table> into { "<bridge>" }
            delete element ip <table> bridges { "<bridge>" }
            delete chain ip <table> nat-<id>
            delete chain ip <table> into-<id>
            """;
}
