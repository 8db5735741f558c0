package dev.gantry.host.network;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;

/// One container's place in a network.
///
/// @param endpointId 64 hexadecimal digits
/// @param mac as `02:42:ac:1e:00:02`
public record EndpointSpec(
        String endpointId,
        String containerId,
        InetAddress ip,
        int prefix,
        String mac,
        List<PortMapping> ports) {
    public EndpointSpec {
        Names.checkId("endpoint", endpointId);
        if (!(ip instanceof Inet4Address) || prefix < 1 || prefix > 32) {
            throw new IllegalArgumentException(
                    "not an IPv4 address with a prefix: %s/%d"
                            .formatted(ip.getHostAddress(), prefix));
        }
        if (!mac.matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}")) {
            throw new IllegalArgumentException("not a mac address: " + mac);
        }
        ports = List.copyOf(ports);
    }

    static byte[] macBytes(String mac) {
        return HexFormat.ofDelimiter(":").parseHex(mac);
    }
}
