package dev.gantry.linux;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The requests of rtnetlink we make, and the answers as records. Pure: {@link Netlink} sends them.
public final class Rtnetlink {
    public static final int IFF_UP = 1;
    public static final int OPERSTATE_UP = 6;

    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_DELROUTE = 25;
    private static final int RTM_GETROUTE = 26;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_OPERSTATE = 16;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_IFALIAS = 20;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_INFO_SLAVE_KIND = 4;
    private static final int IFLA_INFO_SLAVE_DATA = 5;
    private static final int IFLA_BR_NF_CALL_IPTABLES = 36;
    private static final int IFLA_BR_NF_CALL_IP6TABLES = 37;
    private static final int IFLA_BRPORT_MODE = 4;
    private static final int IFLA_BRPORT_ISOLATED = 33;
    private static final int VETH_INFO_PEER = 1;
    private static final int IFLA_MACVLAN_MODE = 1;

    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_F_NODAD = 2;

    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_BOOT = 3;
    private static final int RTN_UNICAST = 1;
    private static final int RT_SCOPE_LINK = 253;

    /// Ways in which links of one parent see each other.
    public static final Map<String, Integer> MACVLAN_MODES =
            Map.of("private", 1, "vepa", 2, "bridge", 4, "passthru", 8);

    private static final int CREATE = Netlink.NLM_F_CREATE | Netlink.NLM_F_EXCL;
    private static final int LINK_FIXED = 16;
    private static final int ADDRESS_FIXED = 8;
    private static final int ROUTE_FIXED = 12;

    private Rtnetlink() {}

    /// @param kind as `bridge`; empty for hardware and the loopback
    /// @param operstate as {@link #OPERSTATE_UP}
    public record Link(
            int index,
            String name,
            String alias,
            String kind,
            int flags,
            int mtu,
            int master,
            int operstate) {
        public boolean isUp() {
            return (flags & IFF_UP) != 0;
        }
    }

    public record Address(int link, InetAddress address, int prefix) {}

    /// @param destination absent for a default route
    public record Route(@Nullable InetAddress destination, int prefix, int link) {}

    /// The end of a pair of links that lies in another network namespace.
    public record Peer(Fd namespace, String name, byte[] mac) {}

    public static NetlinkMessage createBridge(String name, byte[] mac, int mtu) {
        return newLink(CREATE, name)
                .attribute(IFLA_ADDRESS, mac)
                .attribute(IFLA_MTU, mtu)
                .nested(IFLA_LINKINFO, info -> info.attribute(IFLA_INFO_KIND, "bridge"));
    }

    /// Both ends at once, this one a port of `bridge` from the beginning, the other one never here.
    public static NetlinkMessage createVeth(String name, int bridge, int mtu, Peer peer) {
        return newLink(CREATE, name)
                .attribute(IFLA_MTU, mtu)
                .attribute(IFLA_MASTER, bridge)
                .nested(
                        IFLA_LINKINFO,
                        info ->
                                info.attribute(IFLA_INFO_KIND, "veth")
                                        .nested(IFLA_INFO_DATA, data -> peer(data, mtu, peer)));
    }

    private static void peer(NetlinkMessage data, int mtu, Peer peer) {
        data.nested(
                VETH_INFO_PEER,
                end ->
                        end.bytes(new byte[LINK_FIXED])
                                .attribute(IFLA_IFNAME, peer.name)
                                .attribute(IFLA_MTU, mtu)
                                .attribute(IFLA_ADDRESS, peer.mac)
                                .attribute(IFLA_NET_NS_FD, peer.namespace.number()));
    }

    /// One of {@link #MACVLAN_MODES}.
    public static NetlinkMessage createMacvlan(int parent, String mode, int mtu, Peer end) {
        return newLink(CREATE, end.name)
                .attribute(IFLA_ADDRESS, end.mac)
                .attribute(IFLA_MTU, mtu)
                .attribute(IFLA_LINK, parent)
                .attribute(IFLA_NET_NS_FD, end.namespace.number())
                .nested(
                        IFLA_LINKINFO,
                        info ->
                                info.attribute(IFLA_INFO_KIND, "macvlan")
                                        .nested(
                                                IFLA_INFO_DATA,
                                                data ->
                                                        data.attribute(
                                                                IFLA_MACVLAN_MODE,
                                                                MACVLAN_MODES.getOrDefault(
                                                                        mode, 0))));
    }

    /// Plugs a link into a bridge.
    public static NetlinkMessage setMaster(String name, int bridge) {
        return newLink(0, name).attribute(IFLA_MASTER, bridge);
    }

    public static NetlinkMessage setAlias(String name, String alias) {
        return newLink(0, name).attribute(IFLA_IFALIAS, alias.getBytes(StandardCharsets.UTF_8));
    }

    public static NetlinkMessage setMtu(String name, int mtu) {
        return newLink(0, name).attribute(IFLA_MTU, mtu);
    }

    /// Frames of an isolated port of a bridge reach the bridge itself and no other isolated port.
    public static NetlinkMessage isolate(String name) {
        return setPort(name, IFLA_BRPORT_ISOLATED);
    }

    /// A frame may leave a bridge through the port it came in by.
    public static NetlinkMessage hairpin(String name) {
        return setPort(name, IFLA_BRPORT_MODE);
    }

    private static NetlinkMessage setPort(String name, int option) {
        byte[] on = {1};
        return newLink(0, name)
                .nested(
                        IFLA_LINKINFO,
                        info ->
                                info.attribute(IFLA_INFO_SLAVE_KIND, "bridge")
                                        .nested(
                                                IFLA_INFO_SLAVE_DATA,
                                                port -> port.attribute(option, on)));
    }

    /// Shows the packet filter what the bridge carries between its ports, whatever
    /// `bridge-nf-call-iptables` says. Without the module `br_netfilter` it does nothing.
    public static NetlinkMessage filterFrames(String bridge) {
        byte[] on = {1};
        return newLink(0, bridge)
                .nested(
                        IFLA_LINKINFO,
                        info ->
                                info.attribute(IFLA_INFO_KIND, "bridge")
                                        .nested(
                                                IFLA_INFO_DATA,
                                                data ->
                                                        data.attribute(IFLA_BR_NF_CALL_IPTABLES, on)
                                                                .attribute(
                                                                        IFLA_BR_NF_CALL_IP6TABLES,
                                                                        on)));
    }

    public static NetlinkMessage setUp(String name) {
        return new NetlinkMessage(RTM_NEWLINK, 0, name)
                .words(0, 0, IFF_UP, IFF_UP)
                .attribute(IFLA_IFNAME, name);
    }

    private static NetlinkMessage newLink(int flags, String name) {
        return link(RTM_NEWLINK, flags, name);
    }

    public static NetlinkMessage deleteLink(String name) {
        return link(RTM_DELLINK, 0, name);
    }

    /// Fails with `ENODEV` when there is none. Asking also makes the kernel act on a carrier that
    /// has just come, which it otherwise does a little later.
    public static NetlinkMessage getLink(String name) {
        return link(RTM_GETLINK, 0, name);
    }

    public static NetlinkMessage getLinks() {
        return new NetlinkMessage(RTM_GETLINK, Netlink.NLM_F_DUMP, "links").words(0, 0, 0, 0);
    }

    private static NetlinkMessage link(int type, int flags, String name) {
        return new NetlinkMessage(type, flags, name).words(0, 0, 0, 0).attribute(IFLA_IFNAME, name);
    }

    /// An IPv6 address counts at once, without asking the link whether somebody has it.
    public static NetlinkMessage addAddress(int link, InetAddress address, int prefix) {
        NetlinkMessage message =
                address(
                        RTM_NEWADDR,
                        Netlink.NLM_F_CREATE | Netlink.NLM_F_REPLACE,
                        link,
                        address,
                        prefix);
        byte[] last = address.getAddress();
        if (last.length == 4 && prefix < 31) {
            for (int bit = prefix; bit < 32; bit++) {
                last[bit / 8] |= (byte) (0x80 >> bit % 8);
            }
            message.attribute(IFA_BROADCAST, last);
        }
        if (last.length == 16) {
            message.attribute(IFA_FLAGS, IFA_F_NODAD);
        }
        return message;
    }

    public static NetlinkMessage deleteAddress(int link, InetAddress address, int prefix) {
        return address(RTM_DELADDR, 0, link, address, prefix);
    }

    private static NetlinkMessage address(
            int type, int flags, int link, InetAddress address, int prefix) {
        return new NetlinkMessage(type, flags, address.getHostAddress() + "/" + prefix)
                .bytes((byte) family(address), (byte) prefix, (byte) 0, (byte) 0)
                .words(link)
                .attribute(IFA_LOCAL, address.getAddress())
                .attribute(IFA_ADDRESS, address.getAddress());
    }

    public static NetlinkMessage getAddresses() {
        return new NetlinkMessage(RTM_GETADDR, Netlink.NLM_F_DUMP, "addresses").words(0, 0);
    }

    /// Puts a default route in the place of any other of the same family.
    public static NetlinkMessage addDefaultRoute(InetAddress gateway, int link) {
        int flags = Netlink.NLM_F_CREATE | Netlink.NLM_F_REPLACE;
        return defaultRoute(RTM_NEWROUTE, flags, family(gateway), 0)
                .attribute(RTA_GATEWAY, gateway.getAddress())
                .attribute(RTA_OIF, link);
    }

    /// The same where everybody is on the link.
    public static NetlinkMessage addDefaultRoute(boolean isIpv4, int link) {
        int flags = Netlink.NLM_F_CREATE | Netlink.NLM_F_REPLACE;
        return defaultRoute(RTM_NEWROUTE, flags, isIpv4 ? 2 : 10, RT_SCOPE_LINK)
                .attribute(RTA_OIF, link);
    }

    /// Fails with `ESRCH` when there is none.
    public static NetlinkMessage deleteDefaultRoute(boolean isIpv4) {
        return defaultRoute(RTM_DELROUTE, 0, isIpv4 ? 2 : 10, 0);
    }

    private static NetlinkMessage defaultRoute(int type, int flags, int family, int scope) {
        int protocol = type == RTM_NEWROUTE ? RTPROT_BOOT : 0;
        int kind = type == RTM_NEWROUTE ? RTN_UNICAST : 0;
        int anyScope = type == RTM_NEWROUTE ? scope : 255;
        return new NetlinkMessage(type, flags, "default route")
                .bytes((byte) family, (byte) 0, (byte) 0, (byte) 0)
                .bytes((byte) RT_TABLE_MAIN, (byte) protocol, (byte) anyScope, (byte) kind)
                .words(0);
    }

    public static NetlinkMessage getRoutes() {
        return new NetlinkMessage(RTM_GETROUTE, Netlink.NLM_F_DUMP, "routes").words(0, 0, 0);
    }

    private static int family(InetAddress address) {
        return address instanceof Inet4Address ? 2 : 10;
    }

    public static List<Link> links(List<NetlinkReply> replies) {
        return replies.stream()
                .filter(reply -> reply.type() == RTM_NEWLINK)
                .map(Rtnetlink::link)
                .toList();
    }

    private static Link link(NetlinkReply reply) {
        NetlinkReply.Attributes attributes = reply.attributes(LINK_FIXED);
        return new Link(
                reply.word(4),
                attributes.text(IFLA_IFNAME),
                attributes.text(IFLA_IFALIAS),
                attributes.nested(IFLA_LINKINFO).text(IFLA_INFO_KIND),
                reply.word(8),
                attributes.number(IFLA_MTU, 0),
                attributes.number(IFLA_MASTER, 0),
                attributes.number(IFLA_OPERSTATE, 0));
    }

    public static List<Address> addresses(List<NetlinkReply> replies) {
        return replies.stream()
                .filter(reply -> reply.type() == RTM_NEWADDR)
                .flatMap(reply -> address(reply).stream())
                .toList();
    }

    private static Optional<Address> address(NetlinkReply reply) {
        NetlinkReply.Attributes attributes = reply.attributes(ADDRESS_FIXED);
        return attributes
                .bytes(IFA_LOCAL)
                .or(() -> attributes.bytes(IFA_ADDRESS))
                .map(bytes -> new Address(reply.word(4), inet(bytes), reply.byteAt(1)));
    }

    /// Only what leads somewhere: no local, broadcast or blackhole routes.
    public static List<Route> routes(List<NetlinkReply> replies) {
        return replies.stream()
                .filter(reply -> reply.type() == RTM_NEWROUTE && reply.byteAt(7) == RTN_UNICAST)
                .map(Rtnetlink::route)
                .toList();
    }

    private static Route route(NetlinkReply reply) {
        NetlinkReply.Attributes attributes = reply.attributes(ROUTE_FIXED);
        return new Route(
                attributes.bytes(RTA_DST).map(Rtnetlink::inet).orElse(null),
                reply.byteAt(1),
                attributes.number(RTA_OIF, 0));
    }

    private static InetAddress inet(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
