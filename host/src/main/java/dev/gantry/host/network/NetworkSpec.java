package dev.gantry.host.network;

/// A network on this machine, by the driver that makes it. A driver turns a network and an endpoint
/// into steps: see {@link Planner}.
public sealed interface NetworkSpec permits BridgeSpec, MacvlanSpec {
    /// 64 hexadecimal digits.
    String networkId();

    int mtu();

    /// Whether links in it may have IPv6 addresses, also of their own making.
    boolean hasIpv6();

    static void check(String networkId, int mtu) {
        Names.checkId("network", networkId);
        if (mtu < 68 || mtu > 65535) {
            throw new IllegalArgumentException("not an mtu: " + mtu);
        }
    }
}
