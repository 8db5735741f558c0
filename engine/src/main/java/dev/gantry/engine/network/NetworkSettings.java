package dev.gantry.engine.network;

import java.util.List;
import java.util.Map;

/// What the administrator decides of networks.
///
/// @param bridge name of the default bridge's link
/// @param bip address of the default bridge as `172.30.0.1/16`; empty for a free one
/// @param bip6 the same for IPv6
/// @param fixedCidr the part of the default bridge's subnet containers get addresses from; empty
///   for all of it
/// @param fixedCidr6 the same for IPv6
/// @param ipv6 whether the default bridge has IPv6
/// @param icc whether containers on the default bridge reach each other
/// @param masquerade whether the default bridge hides containers behind the host's address
/// @param hostBinding where ports are published that name no address; empty for all
/// @param mtu 0 for that of the link that leads out
/// @param pools for networks whose users name no subnet
/// @param driverOptions by driver, for networks that do not say otherwise
/// @param hostGateways what `host-gateway` means; empty for the container's own gateway
/// @param dns servers, search domains and options of containers that do not say otherwise
public record NetworkSettings(
        String bridge,
        String bip,
        String bip6,
        String fixedCidr,
        String fixedCidr6,
        boolean ipv6,
        boolean icc,
        boolean masquerade,
        String hostBinding,
        int mtu,
        AddressPools pools,
        Map<String, Map<String, String>> driverOptions,
        List<String> hostGateways,
        Dns dns) {
    public record Dns(List<String> servers, List<String> search, List<String> options) {
        public static final Dns NONE = new Dns(List.of(), List.of(), List.of());
    }

    public static NetworkSettings standard(String bridge) {
        return new NetworkSettings(
                bridge,
                "",
                "",
                "",
                "",
                false,
                true,
                true,
                "",
                0,
                AddressPools.standard(),
                Map.of(),
                List.of(),
                Dns.NONE);
    }

    /// Of our tables in the packet filter.
    String tablePrefix() {
        return bridge.equals("gantry0") ? "gantry" : "gantry_" + bridge;
    }
}
