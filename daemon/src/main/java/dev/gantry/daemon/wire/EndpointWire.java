package dev.gantry.daemon.wire;

import dev.gantry.api.network.EndpointSettings;
import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.container.ContainerDocument;
import dev.gantry.engine.network.Endpoint;
import dev.gantry.engine.network.Occupant;
import dev.gantry.engine.network.Wish;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A container's place in a network as JSON: as it is wanted, and as it is.
public final class EndpointWire {
    private EndpointWire() {}

    /// @param settings `EndpointSettings`; absent for none
    /// @throws JsonException naming the field that does not fit
    public static Wish wish(String network, @Nullable JsonValue settings) throws JsonException {
        if (!(settings instanceof JsonValue.Obj)) {
            return Wish.plain(network);
        }
        EndpointSettings wanted = Json.read(EndpointSettings.class, settings);
        String mac = Given.text(wanted.macAddress());
        Given.require(
                mac.isEmpty() || mac.matches("[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}"),
                "invalid MAC address: " + mac);
        return new Wish(
                network,
                "",
                addresses(wanted.ipamConfig()),
                wanted.aliases(),
                wanted.links(),
                mac.replace('-', ':').toLowerCase(Locale.ROOT),
                wanted.driverOpts(),
                wanted.gwPriority());
    }

    private static Wish.@Nullable Addresses addresses(
            EndpointSettings.@Nullable IpamConfig wanted) {
        return wanted == null
                ? null
                : new Wish.Addresses(
                        Given.text(wanted.ipv4Address()),
                        Given.text(wanted.ipv6Address()),
                        Given.list(wanted.linkLocalIps()));
    }

    /// `NetworkSettings.Networks`: every network it wants to be in, with its place while it has
    /// one.
    static JsonValue places(ContainerDocument container) {
        JsonValue.Builder object = JsonValue.object();
        container.places().wishes().stream()
                .sorted(Comparator.comparing(Wish::network))
                .forEach(wish ->
                        object.put(
                                wish.network(),
                                place(
                                        container,
                                        wish,
                                        container.places().in(wish.network()).orElse(null))));
        return object.build();
    }

    private static JsonValue place(ContainerDocument container, Wish wish, @Nullable Endpoint at) {
        Endpoint.Place ipv4 = at == null ? null : at.ipv4();
        Endpoint.Place ipv6 = at == null ? null : at.ipv6();
        return JsonValue.object()
                .put("IPAMConfig", ipam(wish))
                .put("Links", wish.links())
                .put("Aliases", wish.aliases())
                .put("MacAddress", at == null ? wish.mac() : at.mac())
                .put("DriverOpts", wish.driverOptions())
                .put("GwPriority", wish.priority())
                .put("NetworkID", at == null ? wish.networkId() : at.networkId())
                .put("EndpointID", at == null ? "" : at.id())
                .put("Gateway", ipv4 == null ? "" : ipv4.gateway())
                .put("IPAddress", ipv4 == null ? "" : ipv4.address())
                .put("IPPrefixLen", ipv4 == null ? 0 : ipv4.prefix())
                .put("IPv6Gateway", ipv6 == null ? "" : ipv6.gateway())
                .put("GlobalIPv6Address", ipv6 == null ? "" : ipv6.address())
                .put("GlobalIPv6PrefixLen", ipv6 == null ? 0 : ipv6.prefix())
                .put("DNSNames", names(container, wish, at))
                .build();
    }

    private static @Nullable Object ipam(Wish wish) {
        Wish.Addresses addresses = wish.addresses();
        if (addresses == null) {
            return null;
        }
        JsonValue.Builder object = JsonValue.object();
        if (!addresses.ipv4().isEmpty()) {
            object.put("IPv4Address", addresses.ipv4());
        }
        if (!addresses.ipv6().isEmpty()) {
            object.put("IPv6Address", addresses.ipv6());
        }
        if (!addresses.linkLocal().isEmpty()) {
            object.put("LinkLocalIPs", addresses.linkLocal());
        }
        return object.build();
    }

    private static @Nullable List<String> names(
            ContainerDocument container, Wish wish, @Nullable Endpoint at) {
        if (at != null) {
            return at.names().isEmpty() ? null : at.names();
        }
        boolean wasFound = !wish.networkId().isEmpty();
        boolean hasNames = !List.of("bridge", "host", "none").contains(wish.network());
        return wasFound && hasNames ? occupant(container).names(wish) : null;
    }

    private static Occupant occupant(ContainerDocument container) {
        return new Occupant(
                container.id(),
                container.name(),
                container.spec().identity().hostname(),
                List.of());
    }

    /// `Containers` of a network's `inspect`, by container id.
    static JsonValue members(Map<String, ContainerDocument> members, String networkId) {
        JsonValue.Builder object = JsonValue.object();
        new TreeMap<>(members)
                .forEach((id, container) ->
                        container
                                .places()
                                .inNetwork(networkId)
                                .ifPresent(at -> object.put(id, member(container, at))));
        return object.build();
    }

    private static JsonValue member(ContainerDocument container, Endpoint at) {
        return JsonValue.object()
                .put("Name", container.name())
                .put("EndpointID", at.id())
                .put("MacAddress", at.mac())
                .put("IPv4Address", withPrefix(at.ipv4()))
                .put("IPv6Address", withPrefix(at.ipv6()))
                .build();
    }

    private static String withPrefix(Endpoint.@Nullable Place place) {
        return Optional.ofNullable(place).map(p -> p.address() + "/" + p.prefix()).orElse("");
    }
}
