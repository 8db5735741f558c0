package dev.gantry.engine.network;

import dev.gantry.engine.EngineException;
import dev.gantry.host.network.Subnet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether a place a container wants in a network can be had, in Docker's words.
final class WishCheck {
    private static final String SETTINGS = "com.docker.network.endpoint.sysctls";

    private WishCheck() {}

    /// @param network where it is to be; `null` when there is none of that name yet
    static void check(Wish wish, @Nullable NetworkDocument network) {
        List<String> wrong = new ArrayList<>();
        boolean isPredefined = NetworkDocument.isPredefined(wish.network());
        boolean isStatic = !wish.ipv4().isEmpty() || !wish.ipv6().isEmpty();
        if (isPredefined && isStatic) {
            wrong.add("user specified IP address is supported on user defined networks only");
        }
        if (isPredefined && !wish.aliasesOrNone().isEmpty()) {
            wrong.add(
                    "network-scoped alias is supported only for containers in user defined networks");
        }
        literal("invalid IPv4 address: ", wish.ipv4(), false, wrong);
        literal("invalid IPv6 address: ", wish.ipv6(), true, wrong);
        wish.linkLocal()
                .forEach(address ->
                        literal(
                                "invalid link-local IP address: ",
                                address,
                                address.contains(":"),
                                wrong));
        if (network != null && network.hasLinks()) {
            inRange(wish.ipv4(), network.ipam().ipv4(), wrong);
            inRange(wish.ipv6(), network.ipam().ipv6(), wrong);
        }
        try {
            EndpointOptions.settings(wish.driverOptionsOrNone(), "eth0");
        } catch (IllegalArgumentException e) {
            wrong.add("invalid " + SETTINGS + ": " + e.getMessage());
        }
        if (!wrong.isEmpty()) {
            throw EngineException.invalid(
                    "invalid endpoint settings:\n" + NetworkCreation.listed(wrong));
        }
    }

    private static void literal(String what, String text, boolean isIpv6, List<String> wrong) {
        if (text.isEmpty()) {
            return;
        }
        try {
            boolean fits = InetAddress.ofLiteral(text).getAddress().length == (isIpv6 ? 16 : 4);
            if (!fits) {
                wrong.add(what + text);
            }
        } catch (IllegalArgumentException e) {
            wrong.add(what + text);
        }
    }

    private static void inRange(String text, Optional<Ipam.Pool> pool, List<String> wrong) {
        if (text.isEmpty()) {
            return;
        }
        if (pool.isPresent() && !pool.get().isUsers()) {
            wrong.add(
                    "user specified IP address is supported only when connecting to networks with user configured subnets");
        } else if (pool.isEmpty() || !contains(pool.get().asSubnet(), text)) {
            wrong.add("no configured subnet or ip-range contain the IP address " + text);
        }
    }

    private static boolean contains(Subnet subnet, String text) {
        try {
            return subnet.contains(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
