package dev.gantry.engine.network;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a container wants of its place in a network. Fields are `null` where nothing was said,
/// because `inspect` gives them back as they came.
///
/// @param network as the user named it
/// @param networkId empty until it was found
/// @param mac empty for any
public record Wish(
        String network,
        String networkId,
        @Nullable Addresses addresses,
        @Nullable List<String> aliases,
        @Nullable List<String> links,
        String mac,
        @Nullable Map<String, String> driverOptions,
        int priority) {
    /// @param ipv4 empty for any
    /// @param ipv6 empty for any
    public record Addresses(String ipv4, String ipv6, List<String> linkLocal) {}

    public static Wish plain(String network) {
        return new Wish(network, "", null, null, null, "", null, 0);
    }

    String ipv4() {
        return addresses == null ? "" : addresses.ipv4;
    }

    String ipv6() {
        return addresses == null ? "" : addresses.ipv6;
    }

    List<String> linkLocal() {
        return addresses == null ? List.of() : addresses.linkLocal;
    }

    List<String> aliasesOrNone() {
        return aliases == null ? List.of() : aliases;
    }

    List<String> linksOrNone() {
        return links == null ? List.of() : links;
    }

    Map<String, String> driverOptionsOrNone() {
        return driverOptions == null ? Map.of() : driverOptions;
    }

    /// The same in the network that was found.
    public Wish in(NetworkDocument found) {
        return new Wish(
                found.name(), found.id(), addresses, aliases, links, mac, driverOptions, priority);
    }
}
