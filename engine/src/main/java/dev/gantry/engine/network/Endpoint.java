package dev.gantry.engine.network;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A container's place in a network.
///
/// @param sandboxId the container; empty in networks without a namespace of ours
/// @param link its name in the container
/// @param ipv4 absent where it has none
/// @param ipv6 absent where it has none
/// @param linkLocal more addresses, of the link only
/// @param names it has in the network, the container's first; empty where there is no name server
/// @param ports as they were published here, with the host's ports chosen
/// @param settings of the link below `/proc/sys/net`
public record Endpoint(
        String id,
        String networkId,
        String network,
        String sandboxId,
        String link,
        String mac,
        @Nullable Place ipv4,
        @Nullable Place ipv6,
        List<String> linkLocal,
        List<String> names,
        List<PublishedPort> ports,
        Map<String, String> settings,
        int priority) {
    public Endpoint {
        linkLocal = List.copyOf(linkLocal);
        names = List.copyOf(names);
        ports = List.copyOf(ports);
        settings = Map.copyOf(settings);
    }

    /// @param gateway empty where nothing leads beyond the network
    public record Place(String address, int prefix, String gateway) {}

    /// @param hostIp such as `0.0.0.0`
    public record PublishedPort(int port, String protocol, String hostIp, int hostPort) {}

    /// The IPv4 address, or else the IPv6 one, or nothing.
    public String address() {
        if (ipv4 != null) {
            return ipv4.address;
        }
        return ipv6 == null ? "" : ipv6.address;
    }

    Endpoint with(List<PublishedPort> newPorts) {
        return new Endpoint(
                id, networkId, network, sandboxId, link, mac, ipv4, ipv6, linkLocal, names,
                newPorts, settings, priority);
    }

    Endpoint named(List<String> newNames) {
        return new Endpoint(
                id, networkId, network, sandboxId, link, mac, ipv4, ipv6, linkLocal, newNames,
                ports, settings, priority);
    }
}
