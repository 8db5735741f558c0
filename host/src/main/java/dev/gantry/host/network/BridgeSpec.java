package dev.gantry.host.network;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A network on this machine: containers plugged into one bridge.
///
/// @param ipv4 absent in a network without IPv4
/// @param ipv6 absent in a network without IPv6
/// @param icc whether containers reach each other without published ports
/// @param internal whether nothing goes beyond the bridge
public record BridgeSpec(
        String networkId,
        String bridgeName,
        @Nullable Side ipv4,
        @Nullable Side ipv6,
        int mtu,
        boolean icc,
        boolean internal)
        implements NetworkSpec {
    private static final Pattern LINK_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}");

    public BridgeSpec {
        NetworkSpec.check(networkId, mtu);
        if (!isLinkName(bridgeName)) {
            throw new IllegalArgumentException("not a name for a bridge: " + bridgeName);
        }
        if (ipv4 != null && ipv4.family() != Family.IPV4) {
            throw new IllegalArgumentException("not an IPv4 subnet: " + ipv4.gateway);
        }
        if (ipv6 != null && ipv6.family() != Family.IPV6) {
            throw new IllegalArgumentException("not an IPv6 subnet: " + ipv6.gateway);
        }
    }

    public static boolean isLinkName(String name) {
        return LINK_NAME.matcher(name).matches();
    }

    /// What is beyond the bridge, for one family of addresses.
    public enum Outward {
        /// Only published ports are reached from there.
        NAT,
        /// Every port is reached from there, by whoever has a route.
        UNPROTECTED,
        /// Published ports are reached from there at the container's own address.
        ROUTED
    }

    /// One family of addresses.
    ///
    /// @param gateway the bridge's address, and the prefix
    /// @param hasAddress whether the bridge really has it
    /// @param masquerade whether what leaves takes an address of the host
    /// @param source which one; any that fits when absent
    public record Side(
            Subnet gateway,
            boolean hasAddress,
            Outward outward,
            boolean masquerade,
            @Nullable InetAddress source) {
        Family family() {
            return Family.of(gateway.address());
        }
    }

    List<Side> sides() {
        return Stream.of(Optional.ofNullable(ipv4), Optional.ofNullable(ipv6))
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public boolean hasIpv6() {
        return ipv6 != null;
    }
}
