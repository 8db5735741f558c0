package dev.gantry.host.network;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// One container's place in a network.
///
/// @param endpointId 64 hexadecimal digits
/// @param link its name in the container
/// @param mac as `02:42:ac:1e:00:02`
/// @param addresses each with the prefix of its network
/// @param settings below `/proc/sys/net`, such as `ipv4/conf/eth0/log_martians`
public record EndpointSpec(
        String endpointId,
        String containerId,
        String link,
        String mac,
        List<Subnet> addresses,
        List<PortMapping> ports,
        Map<String, String> settings) {
    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");

    public EndpointSpec {
        Names.checkId("endpoint", endpointId);
        if (!BridgeSpec.isLinkName(link)) {
            throw new IllegalArgumentException("not a name of a link: " + link);
        }
        if (!MAC.matcher(mac).matches()) {
            throw new IllegalArgumentException("not a mac address: " + mac);
        }
        addresses = List.copyOf(addresses);
        ports = List.copyOf(ports);
        settings = Map.copyOf(settings);
    }

    /// Its first address of a family.
    Optional<InetAddress> address(Family family) {
        return addresses.stream()
                .map(Subnet::address)
                .filter(address -> Family.of(address) == family)
                .findFirst();
    }

    static byte[] macBytes(String mac) {
        return HexFormat.ofDelimiter(":").parseHex(mac);
    }
}
