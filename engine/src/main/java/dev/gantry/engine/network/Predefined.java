package dev.gantry.engine.network;

import dev.gantry.base.RandomId;
import dev.gantry.host.network.HostRoutes;
import dev.gantry.host.network.Subnet;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The networks every engine has: `bridge`, `host` and `none`, as the settings want them now.
final class Predefined {
    private final NetworkSettings settings;
    private final AddressPools pools;

    Predefined(NetworkSettings settings, AddressPools pools) {
        this.settings = settings;
        this.pools = pools;
    }

    /// @param known as it was so far; absent when it was not
    /// @param taken subnets of other networks
    NetworkDocument document(String name, @Nullable NetworkDocument known, List<Subnet> taken)
            throws IOException {
        boolean isBridge = name.equals("bridge");
        boolean isSame =
                known != null
                        && (!isBridge
                                || settings.bridge()
                                        .equals(known.options().get(DriverOptions.BRIDGE_NAME)));
        String id = known != null && isSame ? known.id() : RandomId.hex(32);
        Instant created = known != null && isSame ? known.created() : Instant.now();
        Ipam former = known != null && isSame ? known.ipam() : Ipam.NONE;
        return new NetworkDocument(
                id,
                name,
                name.equals("none") ? "null" : name,
                created,
                true,
                isBridge && settings.ipv6(),
                isBridge ? new Ipam("default", null, bridgePools(former, taken)) : Ipam.NONE,
                false,
                false,
                false,
                "",
                isBridge ? bridgeOptions() : Map.of(),
                Map.of());
    }

    /// The default bridge with another subnet.
    NetworkDocument moved(NetworkDocument bridge, List<Subnet> taken) throws IOException {
        return new NetworkDocument(
                bridge.id(),
                bridge.name(),
                bridge.driver(),
                bridge.created(),
                bridge.enableIpv4(),
                bridge.enableIpv6(),
                new Ipam("default", null, bridgePools(Ipam.NONE, taken)),
                false,
                false,
                false,
                "",
                bridge.options(),
                bridge.labels());
    }

    private Map<String, String> bridgeOptions() throws IOException {
        Map<String, String> options =
                new LinkedHashMap<>(
                        settings.driverOptions().getOrDefault(NetworkDocument.BRIDGE, Map.of()));
        int mtu = settings.mtu() == 0 ? HostRoutes.read().uplinkMtu() : settings.mtu();
        options.put(DriverOptions.DEFAULT_BRIDGE, "true");
        options.put(DriverOptions.ICC, Boolean.toString(settings.icc()));
        options.put(DriverOptions.MASQUERADE, Boolean.toString(settings.masquerade()));
        options.put(
                DriverOptions.HOST_BINDING,
                settings.hostBinding().isEmpty() ? "0.0.0.0" : settings.hostBinding());
        options.put(DriverOptions.BRIDGE_NAME, settings.bridge());
        options.put(DriverOptions.MTU, Integer.toString(mtu));
        return options;
    }

    private List<Ipam.Pool> bridgePools(Ipam former, List<Subnet> taken) throws IOException {
        List<Ipam.Pool> all = new ArrayList<>();
        all.add(
                pool(
                        settings.bip(),
                        settings.fixedCidr(),
                        former.ipv4().orElse(null),
                        true,
                        taken));
        if (settings.ipv6()) {
            all.add(
                    pool(
                            settings.bip6(),
                            settings.fixedCidr6(),
                            former.ipv6().orElse(null),
                            false,
                            taken));
        }
        return all;
    }

    private Ipam.Pool pool(
            String bip,
            String range,
            Ipam.@Nullable Pool former,
            boolean isIpv4,
            List<Subnet> taken)
            throws IOException {
        if (!bip.isEmpty()) {
            Subnet gateway = Subnet.parse(bip);
            return new Ipam.Pool(
                    gateway.network().toString(),
                    range,
                    Subnet.text(gateway.address()),
                    Map.of(),
                    false);
        }
        if (former != null) {
            return new Ipam.Pool(former.subnet(), range, former.gateway(), Map.of(), false);
        }
        if (!range.isEmpty() && !isIpv4) {
            Subnet subnet = Subnet.parse(range).network();
            String gateway = Subnet.text(subnet.address(1));
            return new Ipam.Pool(subnet.toString(), range, gateway, Map.of(), false);
        }
        try {
            Subnet subnet = pools.free(isIpv4, taken, HostRoutes.read());
            String gateway = Subnet.text(subnet.address(1));
            return new Ipam.Pool(subnet.toString(), range, gateway, Map.of(), false);
        } catch (dev.gantry.engine.EngineException e) {
            throw new IOException(
                    "all address pools for the default bridge overlap with routes of this host; choose one with --bip",
                    e);
        }
    }
}
