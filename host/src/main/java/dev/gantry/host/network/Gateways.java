package dev.gantry.host.network;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Where a container's packets go that are for none of its networks.
///
/// @param ipv4 absent when they go nowhere
/// @param ipv6 absent when they go nowhere
public record Gateways(@Nullable Via ipv4, @Nullable Via ipv6) {
    public static final Gateways NONE = new Gateways(null, null);

    /// Those that lead through one link.
    public Gateways through(String link) {
        return new Gateways(
                ipv4 != null && ipv4.link.equals(link) ? ipv4 : null,
                ipv6 != null && ipv6.link.equals(link) ? ipv6 : null);
    }

    /// @param link in the container
    /// @param gateway absent where everybody is on the link
    public record Via(String link, @Nullable InetAddress gateway) {
        @Override
        public String toString() {
            return (gateway == null ? "" : Subnet.text(gateway) + " ") + "dev " + link;
        }
    }

    @Override
    public String toString() {
        return "via %s, %s"
                .formatted(ipv4 == null ? "nothing" : ipv4, ipv6 == null ? "nothing" : ipv6);
    }
}
