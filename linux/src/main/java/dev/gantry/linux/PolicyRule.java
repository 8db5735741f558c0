package dev.gantry.linux;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// A policy rule, which says whether and where a route is looked up for a packet. Pure: {@link
/// Netlink} sends its requests.
///
/// @param action what becomes of packets that fit
/// @param input the link they come in by; empty for any
/// @param destination the network they are for; absent for any
/// @param withoutMark only packets with none of these bits in their mark; 0 for any
public record PolicyRule(
        boolean isIpv4,
        int priority,
        Action action,
        String input,
        @Nullable InetAddress destination,
        int prefix,
        int withoutMark) {
    private static final int RTM_NEWRULE = 32;
    private static final int RTM_DELRULE = 33;
    private static final int FRA_DST = 1;
    private static final int FRA_IIFNAME = 3;
    private static final int FRA_PRIORITY = 6;
    private static final int FRA_FWMARK = 10;
    private static final int FRA_FWMASK = 16;
    private static final int RT_TABLE_MAIN = 254;

    public enum Action {
        /// Look in the main table.
        MAIN(1),
        /// Send it nowhere.
        PROHIBIT(8);

        private final int number;

        Action(int number) {
            this.number = number;
        }
    }

    /// Fails with `EEXIST` when there is one like it.
    public NetlinkMessage add() {
        return message(RTM_NEWRULE, Netlink.NLM_F_CREATE | Netlink.NLM_F_EXCL);
    }

    /// Fails with `ENOENT` when there is none like it.
    public NetlinkMessage delete() {
        return message(RTM_DELRULE, 0);
    }

    private NetlinkMessage message(int type, int flags) {
        int table = action == Action.MAIN ? RT_TABLE_MAIN : 0;
        NetlinkMessage message =
                new NetlinkMessage(type, flags, toString())
                        .bytes((byte) (isIpv4 ? 2 : 10), (byte) prefix, (byte) 0, (byte) 0)
                        .bytes((byte) table, (byte) 0, (byte) 0, (byte) action.number)
                        .words(0)
                        .attribute(FRA_PRIORITY, priority);
        if (!input.isEmpty()) {
            message.attribute(FRA_IIFNAME, input);
        }
        if (destination != null) {
            message.attribute(FRA_DST, destination.getAddress());
        }
        if (withoutMark != 0) {
            message.attribute(FRA_FWMARK, 0).attribute(FRA_FWMASK, withoutMark);
        }
        return message;
    }

    public static PolicyRule from(
            boolean isIpv4, int priority, Action action, String input, int withoutMark) {
        return new PolicyRule(isIpv4, priority, action, input, null, 0, withoutMark);
    }

    public static PolicyRule to(
            InetAddress network,
            int prefix,
            int priority,
            Action action,
            String input,
            int withoutMark) {
        boolean isIpv4 = network instanceof Inet4Address;
        return new PolicyRule(isIpv4, priority, action, input, network, prefix, withoutMark);
    }

    @Override
    public String toString() {
        return "rule %d%s%s%s %s"
                .formatted(
                        priority,
                        input.isEmpty() ? "" : " iif " + input,
                        destination == null
                                ? ""
                                : " to %s/%d".formatted(destination.getHostAddress(), prefix),
                        withoutMark == 0 ? "" : " without mark 0x%x".formatted(withoutMark),
                        action.name().toLowerCase(java.util.Locale.ROOT));
    }
}
