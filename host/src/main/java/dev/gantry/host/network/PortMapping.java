package dev.gantry.host.network;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A container's port published on the host.
///
/// @param protocol `tcp`, `udp` or `sctp`
/// @param hostIp the host's IPv4 address to publish on; all of them when absent or `0.0.0.0`
/// @param hostPort already chosen, never 0
public record PortMapping(
        String protocol, int containerPort, @Nullable InetAddress hostIp, int hostPort) {
    /// By number, so that nobody needs `/etc/protocols`.
    private static final Map<String, Integer> NUMBERS = Map.of("tcp", 6, "udp", 17, "sctp", 132);

    public PortMapping {
        if (!NUMBERS.containsKey(protocol)) {
            throw new IllegalArgumentException("not a protocol with ports: " + protocol);
        }
        if (!isPort(containerPort) || !isPort(hostPort)) {
            throw new IllegalArgumentException(
                    "not a port: %d:%d".formatted(hostPort, containerPort));
        }
        if (hostIp != null && !(hostIp instanceof Inet4Address)) {
            throw new IllegalArgumentException("not an IPv4 address: " + hostIp.getHostAddress());
        }
    }

    private static boolean isPort(int port) {
        return port > 0 && port < 65536;
    }

    /// Which map of the packet filter it stands in.
    String map() {
        return isEverywhere() ? FilterRules.PUBLISHED_ANY : FilterRules.PUBLISHED;
    }

    /// Its key in that map.
    String key() {
        String address = hostIp == null || isEverywhere() ? "" : hostIp.getHostAddress() + " . ";
        return "%d . %s%d".formatted(NUMBERS.get(protocol), address, hostPort);
    }

    private boolean isEverywhere() {
        return hostIp == null || hostIp.isAnyLocalAddress();
    }

    @Override
    public String toString() {
        String host = hostIp == null ? "0.0.0.0" : hostIp.getHostAddress();
        return "%s:%d->%d/%s".formatted(host, hostPort, containerPort, protocol);
    }
}
