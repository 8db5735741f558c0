package dev.gantry.host.network;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.Namespaces;
import dev.gantry.linux.Netlink;
import dev.gantry.linux.NetlinkMessage;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.PacketSocket;
import dev.gantry.linux.Rtnetlink;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The steps that reach into a sandbox. Decides nothing.
final class InsideRunner {
    /// What the kernel says when there is no such route, by family and version.
    private static final Set<Integer> NONE = Set.of(Errno.ESRCH, Errno.ENOENT, Errno.EOPNOTSUPP);

    private InsideRunner() {}

    static void setLoopbackUp(Path sandbox) throws IOException, InterruptedException {
        Namespaces.inNetwork(
                sandbox,
                () -> {
                    try (Netlink netlink = Netlink.route()) {
                        return netlink.exchange(Rtnetlink.setUp("lo"));
                    }
                });
    }

    static void plug(Netlink outside, Step.Plug plug) throws IOException, InterruptedException {
        Step.Inside end = plug.inside();
        byte[] mac = EndpointSpec.macBytes(end.mac());
        try (Fd sandbox = At.open(end.sandbox(), OpenFlags.O_RDONLY)) {
            Rtnetlink.Peer peer = new Rtnetlink.Peer(sandbox, end.name(), mac);
            List<NetlinkMessage> messages = new ArrayList<>();
            messages.add(
                    Rtnetlink.createVeth(
                            plug.name(),
                            StepRunner.index(outside, plug.bridge()),
                            plug.mtu(),
                            peer));
            messages.add(Rtnetlink.setAlias(plug.name(), plug.alias()));
            messages.add(Rtnetlink.hairpin(plug.name()));
            if (plug.isolated()) {
                messages.add(Rtnetlink.isolate(plug.name()));
            }
            messages.add(Rtnetlink.setUp(plug.name()));
            outside.exchange(messages);
        }
        // Asking for both ends and the bridge makes the kernel open the way at once; the
        // announcement would be lost before.
        Namespaces.inNetwork(
                end.sandbox(),
                () -> {
                    configure(
                            end,
                            mac,
                            () ->
                                    outside.exchange(
                                            Rtnetlink.getLink(plug.name()),
                                            Rtnetlink.getLink(plug.bridge())));
                    return plug;
                });
    }

    static void plug(Netlink outside, Step.PlugMacvlan plug)
            throws IOException, InterruptedException {
        Step.Inside end = plug.inside();
        byte[] mac = EndpointSpec.macBytes(end.mac());
        try (Fd sandbox = At.open(end.sandbox(), OpenFlags.O_RDONLY)) {
            outside.exchange(
                    Rtnetlink.createMacvlan(
                            StepRunner.index(outside, plug.parent()),
                            plug.mode(),
                            plug.mtu(),
                            new Rtnetlink.Peer(sandbox, end.name(), mac)));
        }
        Namespaces.inNetwork(
                end.sandbox(),
                () -> {
                    configure(end, mac, () -> {});
                    return plug;
                });
    }

    private interface Waking {
        void wake() throws LinuxException;
    }

    /// In the sandbox.
    private static void configure(Step.Inside end, byte[] mac, Waking other) throws LinuxException {
        try (Netlink netlink = Netlink.route();
                PacketSocket packets = PacketSocket.open()) {
            settings(end);
            int link = StepRunner.index(netlink, end.name());
            List<NetlinkMessage> messages = new ArrayList<>();
            messages.add(Rtnetlink.setUp(end.name()));
            for (Subnet address : end.addresses()) {
                messages.add(Rtnetlink.addAddress(link, address.address(), address.prefix()));
            }
            add(messages, netlink, true, end.gateways().ipv4());
            add(messages, netlink, false, end.gateways().ipv6());
            messages.add(Rtnetlink.getLink(end.name()));
            netlink.exchange(messages);
            other.wake();
            for (Subnet address : end.addresses()) {
                announce(packets, link, mac, address.address());
            }
        }
    }

    /// A network without IPv6 gives no IPv6 address, not even one of the link; one that has it
    /// believes no router but ours.
    private static void settings(Step.Inside end) throws LinuxException {
        String own = "net/ipv6/conf/" + end.name() + "/";
        Settings.writeIfThere(own + "disable_ipv6", end.hasIpv6() ? "0" : "1");
        if (end.hasIpv6()) {
            Settings.writeIfThere(own + "accept_ra", "0");
            Settings.writeIfThere(own + "accept_dad", "0");
        }
        for (Map.Entry<String, String> setting : end.settings().entrySet()) {
            Settings.write("net/" + setting.getKey(), setting.getValue());
        }
    }

    private static void announce(PacketSocket packets, int link, byte[] mac, InetAddress address)
            throws LinuxException {
        if (Family.of(address) == Family.IPV4) {
            packets.announce(link, mac, address.getAddress());
        } else {
            packets.announceIpv6(link, mac, address.getAddress());
        }
    }

    private static void add(
            List<NetlinkMessage> messages,
            Netlink netlink,
            boolean isIpv4,
            Gateways.@Nullable Via via)
            throws LinuxException {
        if (via == null) {
            return;
        }
        int link = StepRunner.index(netlink, via.link());
        InetAddress gateway = via.gateway();
        messages.add(
                gateway == null
                        ? Rtnetlink.addDefaultRoute(isIpv4, link)
                        : Rtnetlink.addDefaultRoute(gateway, link));
    }

    static void unplug(Path sandbox, String link) throws IOException, InterruptedException {
        if (!Files.exists(sandbox)) {
            return;
        }
        Namespaces.inNetwork(
                sandbox,
                () -> {
                    try (Netlink netlink = Netlink.route()) {
                        StepRunner.delete(netlink, link);
                        return link;
                    }
                });
    }

    static void route(Path sandbox, Gateways gateways) throws IOException, InterruptedException {
        Namespaces.inNetwork(
                sandbox,
                () -> {
                    try (Netlink netlink = Netlink.route()) {
                        route(netlink, true, gateways.ipv4());
                        route(netlink, false, gateways.ipv6());
                        return gateways;
                    }
                });
    }

    private static void route(Netlink netlink, boolean isIpv4, Gateways.@Nullable Via via)
            throws LinuxException {
        List<NetlinkMessage> messages = new ArrayList<>();
        add(messages, netlink, isIpv4, via);
        if (!messages.isEmpty()) {
            netlink.exchange(messages);
            return;
        }
        try {
            netlink.exchange(Rtnetlink.deleteDefaultRoute(isIpv4));
        } catch (LinuxException e) {
            if (!NONE.contains(e.errno())) {
                throw e;
            }
        }
    }
}
