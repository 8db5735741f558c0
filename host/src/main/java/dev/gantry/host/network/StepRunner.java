package dev.gantry.host.network;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.Mounts;
import dev.gantry.linux.Namespaces;
import dev.gantry.linux.Netlink;
import dev.gantry.linux.NetlinkMessage;
import dev.gantry.linux.Nftables;
import dev.gantry.linux.NftablesException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.PacketSocket;
import dev.gantry.linux.Rtnetlink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Carries out steps, in the network namespace of the calling thread. Decides nothing.
final class StepRunner {
    private static final Path SETTINGS = Path.of("/proc/sys");

    private StepRunner() {}

    static void run(List<Step> steps) throws IOException, InterruptedException {
        if (steps.isEmpty()) {
            return;
        }
        try (Netlink netlink = Netlink.route()) {
            for (Step step : steps) {
                run(netlink, step);
            }
        }
    }

    private static void run(Netlink netlink, Step step) throws IOException, InterruptedException {
        switch (step) {
            case Step.Set(String setting, String value) -> set(setting, value);
            case Step.CreateBridge bridge -> create(netlink, bridge);
            case Step.SetMtu(String link, int mtu, _) ->
                    netlink.exchange(Rtnetlink.setMtu(link, mtu));
            case Step.SetUp(String link) -> netlink.exchange(Rtnetlink.setUp(link));
            case Step.FilterFrames(String bridge, _) ->
                    netlink.exchange(Rtnetlink.filterFrames(bridge));
            case Step.AddAddress(String link, Subnet address) ->
                    netlink.exchange(
                            Rtnetlink.addAddress(
                                    index(netlink, link), address.address(), address.prefix()));
            case Step.RemoveAddress(String link, Subnet address, _) ->
                    netlink.exchange(
                            Rtnetlink.deleteAddress(
                                    index(netlink, link), address.address(), address.prefix()));
            case Step.DeleteLink(String name, _) -> delete(netlink, name);
            case Step.Filter(String what, String commands) -> filter(what, commands);
            case Step.Pin(Path file) -> pin(file);
            case Step.SetLoopbackUp(Path sandbox) -> setLoopbackUp(sandbox);
            case Step.Unpin(Path file, _) -> unpin(file);
            case Step.Plug plug -> plug(netlink, plug);
        }
    }

    private static void set(String setting, String value) throws IOException {
        Files.writeString(SETTINGS.resolve(setting), value);
    }

    private static int index(Netlink netlink, String link) throws LinuxException {
        return Rtnetlink.links(netlink.exchange(Rtnetlink.getLink(link))).getFirst().index();
    }

    /// Alias and link come in one batch: no crash leaves a bridge of ours without its alias.
    private static void create(Netlink netlink, Step.CreateBridge bridge) throws LinuxException {
        netlink.exchange(
                Rtnetlink.createBridge(
                        bridge.name(), EndpointSpec.macBytes(bridge.mac()), bridge.mtu()),
                Rtnetlink.setAlias(bridge.name(), bridge.alias()));
    }

    /// The link may have gone on its own: with the namespace of its other end.
    private static void delete(Netlink netlink, String name) throws LinuxException {
        try {
            netlink.exchange(Rtnetlink.deleteLink(name));
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENODEV) {
                throw e;
            }
        }
    }

    private static void filter(String what, String commands) throws IOException {
        try {
            Nftables.run(commands);
        } catch (NftablesException e) {
            throw new IOException(
                    "packet filter, %s: %s%s".formatted(what, e.getMessage(), advice(commands)), e);
        }
    }

    /// nft says "No such file or directory" both for a missing table and for a missing part of the
    /// kernel.
    private static String advice(String commands) {
        return commands.contains("add table")
                ? " (the kernel needs CONFIG_NF_TABLES_IPV4, NFT_CT, NFT_FIB_IPV4, NFT_NAT and NFT_MASQ)"
                : "";
    }

    private static void pin(Path file) throws IOException, InterruptedException {
        Files.createDirectories(file.getParent());
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        Namespaces.createNetwork(file);
    }

    private static void setLoopbackUp(Path sandbox) throws LinuxException, InterruptedException {
        Namespaces.inNetwork(
                sandbox,
                () -> {
                    try (Netlink netlink = Netlink.route()) {
                        return netlink.exchange(Rtnetlink.setUp("lo"));
                    }
                });
    }

    private static void unpin(Path file) throws IOException {
        try {
            Mounts.umount2(file.toString(), Mounts.MNT_DETACH | Mounts.UMOUNT_NOFOLLOW);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EINVAL && e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
        Files.deleteIfExists(file);
    }

    private static void plug(Netlink outside, Step.Plug plug)
            throws LinuxException, InterruptedException {
        Step.Inside end = plug.inside();
        byte[] mac = EndpointSpec.macBytes(end.mac());
        try (Fd sandbox = At.open(end.sandbox(), OpenFlags.O_RDONLY)) {
            Rtnetlink.Peer peer = new Rtnetlink.Peer(sandbox, end.name(), mac);
            List<NetlinkMessage> messages = new ArrayList<>();
            messages.add(
                    Rtnetlink.createVeth(
                            plug.name(), index(outside, plug.bridge()), plug.mtu(), peer));
            messages.add(Rtnetlink.setAlias(plug.name(), plug.alias()));
            messages.add(Rtnetlink.hairpin(plug.name()));
            if (plug.isolated()) {
                messages.add(Rtnetlink.isolate(plug.name()));
            }
            messages.add(Rtnetlink.setUp(plug.name()));
            outside.exchange(messages);
        }
        Namespaces.inNetwork(
                end.sandbox(),
                () -> {
                    configure(outside, plug, mac);
                    return plug;
                });
    }

    /// Inside the sandbox. Asking for both ends and the bridge makes the kernel open the way at
    /// once; the announcement would be lost before.
    private static void configure(Netlink outside, Step.Plug plug, byte[] mac)
            throws LinuxException {
        Step.Inside end = plug.inside();
        Subnet address = end.address();
        try (Netlink netlink = Netlink.route();
                PacketSocket packets = PacketSocket.open()) {
            withoutIpv6(end.name());
            int link = index(netlink, end.name());
            netlink.exchange(
                    Rtnetlink.setUp(end.name()),
                    Rtnetlink.addAddress(link, address.address(), address.prefix()),
                    Rtnetlink.addDefaultRoute(end.gateway(), link),
                    Rtnetlink.getLink(end.name()));
            outside.exchange(Rtnetlink.getLink(plug.name()), Rtnetlink.getLink(plug.bridge()));
            packets.announce(link, mac, address.address().getAddress());
        }
    }

    /// An IPv4 network gives no IPv6 address, not even one of the link.
    private static void withoutIpv6(String link) throws LinuxException {
        Path setting = SETTINGS.resolve("net/ipv6/conf/" + link + "/disable_ipv6");
        try (Fd file = At.open(setting, OpenFlags.O_WRONLY)) {
            byte[] one = "1".getBytes(StandardCharsets.US_ASCII);
            file.write(0, one, 0, one.length);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }
}
