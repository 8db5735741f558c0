package dev.gantry.engine.network;

import dev.gantry.host.network.Subnet;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a network's addresses come from.
///
/// @param options `null` where nobody was asked
public record Ipam(String driver, @Nullable Map<String, String> options, List<Pool> pools) {
    static final Ipam NONE = new Ipam("default", null, List.of());

    public Ipam {
        options = options == null ? null : Map.copyOf(options);
        pools = List.copyOf(pools);
    }

    /// Addresses of one family.
    ///
    /// @param range the part addresses are taken from; empty for all of it
    /// @param gateway empty for none
    /// @param reserved names and their addresses, which no container gets
    /// @param isUsers whether the subnet was asked for by the user
    public record Pool(
            String subnet,
            String range,
            String gateway,
            Map<String, String> reserved,
            boolean isUsers) {
        public Pool {
            reserved = Map.copyOf(reserved);
        }

        public Subnet asSubnet() {
            return Subnet.parse(subnet);
        }

        boolean isIpv4() {
            return !subnet.contains(":");
        }

        /// The gateway's address with the prefix; the first address when none was named.
        Subnet gatewayInSubnet() {
            Subnet whole = asSubnet();
            InetAddress address =
                    gateway.isEmpty() ? whole.address(1) : InetAddress.ofLiteral(gateway);
            return new Subnet(address, whole.prefix());
        }
    }

    Optional<Pool> ipv4() {
        return pools.stream().filter(Pool::isIpv4).findFirst();
    }

    Optional<Pool> ipv6() {
        return pools.stream().filter(pool -> !pool.isIpv4()).findFirst();
    }
}
