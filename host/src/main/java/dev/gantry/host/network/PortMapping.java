package dev.gantry.host.network;

import java.net.InetAddress;
import java.util.Map;

/// A container's port published on the host.
///
/// @param protocol `tcp`, `udp` or `sctp`
/// @param hostIp the host's address to publish on; `0.0.0.0` and `::` are all of a family
/// @param hostPort already chosen, never 0
public record PortMapping(String protocol, int containerPort, InetAddress hostIp, int hostPort) {
    /// By number, so that nobody needs `/etc/protocols`.
    private static final Map<String, Integer> NUMBERS = Map.of("tcp", 6, "udp", 17, "sctp", 132);

    static final int UDP = 17;

    public PortMapping {
        if (!NUMBERS.containsKey(protocol)) {
            throw new IllegalArgumentException("not a protocol with ports: " + protocol);
        }
        if (!isPort(containerPort) || !isPort(hostPort)) {
            throw new IllegalArgumentException(
                    "not a port: %d:%d".formatted(hostPort, containerPort));
        }
    }

    private static boolean isPort(int port) {
        return port > 0 && port < 65536;
    }

    Family family() {
        return Family.of(hostIp);
    }

    int protocolNumber() {
        return NUMBERS.getOrDefault(protocol, 0);
    }

    /// Which map of the packet filter it stands in.
    String map() {
        return hostIp.isAnyLocalAddress() ? FilterRules.PUBLISHED_ANY : FilterRules.PUBLISHED;
    }

    /// Its key in that map.
    String key() {
        String address = hostIp.isAnyLocalAddress() ? "" : hostIp.getHostAddress() + " . ";
        return "%d . %s%d".formatted(protocolNumber(), address, hostPort);
    }

    @Override
    public String toString() {
        return "%s:%d->%d/%s".formatted(hostIp.getHostAddress(), hostPort, containerPort, protocol);
    }
}
