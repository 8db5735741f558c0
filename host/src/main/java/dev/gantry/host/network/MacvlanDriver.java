package dev.gantry.host.network;

import java.nio.file.Path;
import java.util.List;

/// Decides which steps put a container on the wire of one of the host's links. The network itself
/// has nothing in the kernel. Pure.
final class MacvlanDriver {
    private MacvlanDriver() {}

    static List<Step> join(
            MacvlanSpec network, Path sandbox, EndpointSpec endpoint, Gateways gateways) {
        return List.of(
                new Step.PlugMacvlan(
                        network.parent(),
                        network.mode(),
                        network.mtu(),
                        BridgeDriver.inside(network, sandbox, endpoint, gateways)));
    }

    static List<Step> leave(Path sandbox, EndpointSpec endpoint) {
        return List.of(new Step.Unplug(sandbox, endpoint.link(), "endpoint leaves"));
    }
}
