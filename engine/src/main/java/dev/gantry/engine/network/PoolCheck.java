package dev.gantry.engine.network;

import dev.gantry.host.network.Subnet;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Whether what a user says of a subnet fits together, in Docker's words.
final class PoolCheck {
    private PoolCheck() {}

    /// @param wrong gets what does not
    static void check(Ipam.Pool pool, List<String> wrong) {
        Optional<Subnet> parsed = subnet(pool.subnet());
        if (parsed.isEmpty()) {
            wrong.add("invalid subnet %s: invalid CIDR block notation".formatted(pool.subnet()));
            return;
        }
        Subnet subnet = parsed.get();
        if (!subnet.network().equals(subnet)) {
            wrong.add(
                    "invalid subnet %s: it should be %s"
                            .formatted(pool.subnet(), subnet.network()));
        }
        range(pool, subnet, wrong);
        address("gateway " + pool.gateway(), pool.gateway(), subnet, wrong);
        new TreeMap<>(pool.reserved())
                .forEach((name, address) ->
                        address("auxiliary address " + name, address, subnet, wrong));
    }

    private static void range(Ipam.Pool pool, Subnet subnet, List<String> wrong) {
        String text = pool.range();
        if (text.isEmpty()) {
            return;
        }
        Optional<Subnet> range = subnet(text);
        if (range.isEmpty()) {
            wrong.add("invalid ip-range %s: invalid CIDR block notation".formatted(text));
            return;
        }
        if (!range.get().network().equals(range.get())) {
            wrong.add(
                    "invalid ip-range %s: it should be %s".formatted(text, range.get().network()));
        }
        if (range.get().prefix() < subnet.prefix()) {
            wrong.add(
                    "invalid ip-range %s: CIDR block is bigger than its parent subnet %s"
                            .formatted(text, subnet));
        }
        if (!subnet.contains(range.get().address())) {
            wrong.add(
                    "invalid ip-range %s: parent subnet %s doesn't contain ip-range"
                            .formatted(text, subnet));
        }
    }

    private static void address(String what, String text, Subnet subnet, List<String> wrong) {
        if (text.isEmpty()) {
            return;
        }
        try {
            if (!subnet.contains(InetAddress.ofLiteral(text))) {
                wrong.add(
                        "invalid %s: parent subnet %s doesn't contain this address"
                                .formatted(what, subnet));
            }
        } catch (IllegalArgumentException e) {
            wrong.add("invalid %s: invalid address".formatted(what));
        }
    }

    private static Optional<Subnet> subnet(String text) {
        try {
            return Optional.of(Subnet.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
