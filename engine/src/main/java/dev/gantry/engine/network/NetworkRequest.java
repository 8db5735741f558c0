package dev.gantry.engine.network;

import java.util.List;
import java.util.Map;

/// A network to make.
///
/// @param driver empty for `bridge`
/// @param pools of the user; empty for any free ones
/// @param configFrom the network to take configuration from; empty for none
public record NetworkRequest(
        String name,
        String driver,
        boolean enableIpv4,
        boolean enableIpv6,
        Map<String, String> ipamOptions,
        List<Ipam.Pool> pools,
        boolean internal,
        boolean attachable,
        boolean configOnly,
        String configFrom,
        Map<String, String> options,
        Map<String, String> labels) {
    public NetworkRequest {
        pools = List.copyOf(pools);
        ipamOptions = Map.copyOf(ipamOptions);
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
    }
}
