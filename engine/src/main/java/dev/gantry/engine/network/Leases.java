package dev.gantry.engine.network;

import dev.gantry.engine.EngineException;
import dev.gantry.host.network.Subnet;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Gives out addresses. Which are taken is told by the endpoints there are, so nothing is kept that
/// a crash could make wrong; only where to go on is remembered, so that an address that has just
/// become free is not at once somebody else's.
final class Leases {
    private final Map<String, BigInteger> next = new HashMap<>();

    /// @param endpoints those in the network
    /// @param wanted empty for any
    String give(
            NetworkDocument network,
            Ipam.Pool pool,
            Collection<Endpoint> endpoints,
            String wanted) {
        Set<InetAddress> taken = taken(pool, endpoints);
        if (!wanted.isEmpty()) {
            InetAddress address = InetAddress.ofLiteral(wanted);
            if (taken.contains(address)) {
                throw new EngineException(EngineException.Kind.FORBIDDEN, "Address already in use");
            }
            return Subnet.text(address);
        }
        Subnet subnet = pool.asSubnet();
        Subnet range = pool.range().isEmpty() ? subnet : Subnet.parse(pool.range());
        String key = network.id() + pool.isIpv4();
        BigInteger start = next.getOrDefault(key, BigInteger.ZERO).mod(range.size());
        BigInteger tries = range.size().min(BigInteger.valueOf(taken.size() + 3L));
        BigInteger offset = start;
        for (long i = 0; i < tries.longValueExact(); i++) {
            InetAddress candidate = range.address(offset);
            offset = offset.add(BigInteger.ONE).mod(range.size());
            if (!taken.contains(candidate) && isForHosts(subnet, candidate)) {
                next.put(key, offset);
                return Subnet.text(candidate);
            }
        }
        throw new EngineException(
                EngineException.Kind.FAILED,
                "no available IPv%d addresses on this network's address pools: %s (%s)"
                        .formatted(pool.isIpv4() ? 4 : 6, network.name(), network.id()));
    }

    private static Set<InetAddress> taken(Ipam.Pool pool, Collection<Endpoint> endpoints) {
        Set<InetAddress> taken = new HashSet<>();
        taken.add(pool.gatewayInSubnet().address());
        pool.reserved().values().forEach(address -> taken.add(InetAddress.ofLiteral(address)));
        for (Endpoint endpoint : endpoints) {
            Endpoint.Place place = pool.isIpv4() ? endpoint.ipv4() : endpoint.ipv6();
            if (place != null) {
                taken.add(InetAddress.ofLiteral(place.address()));
            }
        }
        return taken;
    }

    /// Neither the network's own address nor, in IPv4, the broadcast address.
    private static boolean isForHosts(Subnet subnet, InetAddress address) {
        BigInteger offset = subnet.offset(address);
        boolean isIpv4 = address.getAddress().length == 4;
        int hostBits = address.getAddress().length * 8 - subnet.prefix();
        if (hostBits <= 1) {
            return true;
        }
        return offset.signum() > 0
                && !(isIpv4 && offset.equals(subnet.size().subtract(BigInteger.ONE)));
    }

    void forget(NetworkDocument network) {
        next.remove(network.id() + true);
        next.remove(network.id() + false);
    }
}
