package dev.gantry.host.network;

import dev.gantry.linux.Errno;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.Mounts;
import dev.gantry.linux.Namespaces;
import dev.gantry.linux.Netlink;
import dev.gantry.linux.Nftables;
import dev.gantry.linux.NftablesException;
import dev.gantry.linux.PolicyRule;
import dev.gantry.linux.Rtnetlink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out steps, in the network namespace of the calling thread. Decides nothing.
final class StepRunner {
    private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);

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
            case Step.Set(String setting, String value) -> Settings.write(setting, value);
            case Step.SetIfThere(String setting, String value) ->
                    Settings.writeIfThere(setting, value);
            case Step.ForwardIpv6() -> Settings.forwardIpv6();
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
            case Step.Replug(String link, String bridge, _) ->
                    netlink.exchange(
                            Rtnetlink.setMaster(link, index(netlink, bridge)),
                            Rtnetlink.hairpin(link),
                            Rtnetlink.setUp(link));
            case Step.Guard(List<PolicyRule> rules) -> guard(netlink, rules);
            case Step.Unguard(List<PolicyRule> rules) -> unguard(netlink, rules);
            case Step.Filter(String what, String commands) -> filter(what, commands);
            case Step.Forget forget -> Forgetting.run(forget);
            case Step.Pin(Path file) -> pin(file);
            case Step.Unpin(Path file, _) -> unpin(file);
            case Step.SetLoopbackUp(Path sandbox) -> InsideRunner.setLoopbackUp(sandbox);
            case Step.Plug plug -> InsideRunner.plug(netlink, plug);
            case Step.PlugMacvlan plug -> InsideRunner.plug(netlink, plug);
            case Step.Unplug(Path sandbox, String link, _) -> InsideRunner.unplug(sandbox, link);
            case Step.Route(Path sandbox, Gateways gateways) ->
                    InsideRunner.route(sandbox, gateways);
        }
    }

    static int index(Netlink netlink, String link) throws LinuxException {
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
    static void delete(Netlink netlink, String name) throws LinuxException {
        try {
            netlink.exchange(Rtnetlink.deleteLink(name));
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENODEV) {
                throw e;
            }
        }
    }

    private static void guard(Netlink netlink, List<PolicyRule> rules) throws LinuxException {
        for (PolicyRule rule : rules) {
            try {
                netlink.exchange(rule.add());
            } catch (LinuxException e) {
                if (e.errno() == Errno.EOPNOTSUPP) {
                    LOG.warn(
                            "{}: this kernel has no policy rules (CONFIG_IP_MULTIPLE_TABLES), so networks are open to each other while the packet filter's rules are gone",
                            rule);
                } else if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
            }
        }
    }

    private static void unguard(Netlink netlink, List<PolicyRule> rules) throws LinuxException {
        for (PolicyRule rule : rules) {
            try {
                netlink.exchange(rule.delete());
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENOENT && e.errno() != Errno.EOPNOTSUPP) {
                    throw e;
                }
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
                ? " (the kernel needs CONFIG_NF_TABLES_IPV4, NF_TABLES_IPV6, NFT_CT, NFT_FIB_IPV4, NFT_FIB_IPV6, NFT_NAT and NFT_MASQ)"
                : "";
    }

    private static void pin(Path file) throws IOException, InterruptedException {
        Files.createDirectories(file.getParent());
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        Namespaces.createNetwork(file);
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
}
