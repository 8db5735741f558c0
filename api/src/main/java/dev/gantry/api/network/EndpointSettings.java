package dev.gantry.api.network;

import dev.gantry.base.JsonName;
import dev.gantry.base.PascalCase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a container wants of its place in a network.
@PascalCase
public record EndpointSettings(
        @Nullable @JsonName("IPAMConfig") IpamConfig ipamConfig,
        @Nullable List<String> links,
        @Nullable List<String> aliases,
        @Nullable String macAddress,
        @Nullable Map<String, String> driverOpts,
        int gwPriority) {
    @PascalCase
    public record IpamConfig(
            @Nullable @JsonName("IPv4Address") String ipv4Address,
            @Nullable @JsonName("IPv6Address") String ipv6Address,
            @Nullable @JsonName("LinkLocalIPs") List<String> linkLocalIps) {}
}
