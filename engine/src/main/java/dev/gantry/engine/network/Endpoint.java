package dev.gantry.engine.network;

import java.util.List;

/// A container's place in a network.
///
/// @param address such as `172.30.0.2`, empty in networks without addresses
/// @param prefix length of the network's prefix
/// @param ports as they were published, with the host's ports chosen
public record Endpoint(
        String id,
        String networkId,
        String network,
        String sandboxId,
        String address,
        int prefix,
        String gateway,
        String mac,
        List<PublishedPort> ports) {
    public Endpoint {
        ports = List.copyOf(ports);
    }

    /// @param hostIp empty for all addresses
    public record PublishedPort(int port, String protocol, String hostIp, int hostPort) {}
}
