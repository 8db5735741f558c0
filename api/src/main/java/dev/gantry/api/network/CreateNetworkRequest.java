package dev.gantry.api.network;

import dev.gantry.base.JsonName;
import dev.gantry.base.PascalCase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The body of `POST /networks/create`.
@PascalCase
public record CreateNetworkRequest(
        @Nullable String name,
        @Nullable String driver,
        @Nullable String scope,
        @Nullable @JsonName("EnableIPv4") Boolean enableIpv4,
        @Nullable @JsonName("EnableIPv6") Boolean enableIpv6,
        @Nullable @JsonName("IPAM") Ipam ipam,
        boolean internal,
        boolean attachable,
        boolean ingress,
        boolean configOnly,
        @Nullable ConfigFrom configFrom,
        @Nullable Map<String, String> options,
        @Nullable Map<String, String> labels) {
    @PascalCase
    public record ConfigFrom(@Nullable String network) {}

    @PascalCase
    public record Ipam(
            @Nullable String driver,
            @Nullable Map<String, String> options,
            @Nullable List<Config> config) {}

    @PascalCase
    public record Config(
            @Nullable String subnet,
            @Nullable @JsonName("IPRange") String ipRange,
            @Nullable String gateway,
            @Nullable Map<String, String> auxiliaryAddresses) {}
}
