package dev.gantry.host.network;

import java.net.Inet4Address;
import java.util.regex.Pattern;

/// A network on this machine: containers plugged into one bridge.
///
/// @param networkId 64 hexadecimal digits
/// @param subnet the gateway's address, which the bridge has, and the prefix
/// @param icc whether containers reach each other without published ports
/// @param masquerade whether what leaves the network takes the host's address
public record BridgeSpec(
        String networkId,
        String bridgeName,
        Subnet subnet,
        int mtu,
        boolean icc,
        boolean masquerade) {
    private static final Pattern LINK_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}");

    public BridgeSpec {
        Names.checkId("network", networkId);
        if (!LINK_NAME.matcher(bridgeName).matches()) {
            throw new IllegalArgumentException("not a name for a bridge: " + bridgeName);
        }
        if (!(subnet.address() instanceof Inet4Address)) {
            throw new IllegalArgumentException("not an IPv4 subnet: " + subnet);
        }
        if (mtu < 68 || mtu > 65535) {
            throw new IllegalArgumentException("not an mtu: " + mtu);
        }
    }
}
