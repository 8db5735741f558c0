package dev.gantry.host.network;

import dev.gantry.linux.PolicyRule;
import dev.gantry.linux.PolicyRule.Action;
import java.util.List;
import java.util.stream.Stream;

/// What closes a network when the packet filter's rules are gone.
///
/// While our rules are in force they mark every packet that is going to be forwarded. Policy rules,
/// which do not live in the packet filter and survive its flushing, send packets of our networks
/// nowhere unless they have that mark. So flushing the rules, also while the engine is down, makes
/// networks silent and never open.
final class RouteGuard {
    /// One bit; others' bits are left as they are.
    static final int MARK = 0x4000_0000;

    private static final int FROM = 31001;
    private static final int HOST = 31002;
    private static final int TO = 31003;

    private RouteGuard() {}

    /// Unmarked packets come out of no bridge and go into none; the host itself may always.
    static List<PolicyRule> rules(String bridge, Subnet subnet) {
        Subnet network = subnet.network();
        boolean isIpv4 = Family.of(network.address()) == Family.IPV4;
        return Stream.of(
                        PolicyRule.from(isIpv4, FROM, Action.PROHIBIT, bridge, MARK),
                        PolicyRule.to(
                                network.address(), network.prefix(), HOST, Action.MAIN, "lo", 0),
                        PolicyRule.to(
                                network.address(), network.prefix(), TO, Action.PROHIBIT, "", MARK))
                .toList();
    }

    static List<PolicyRule> rules(BridgeSpec network) {
        return network.sides().stream()
                .flatMap(side -> rules(network.bridgeName(), side.gateway()).stream())
                .toList();
    }
}
