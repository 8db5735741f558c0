package dev.gantry.daemon.wire;

import dev.gantry.api.container.NetworkingConfig;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.container.ContainerDocument;
import dev.gantry.engine.network.Endpoint;
import dev.gantry.engine.network.NetworkDocument;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Networks and places in them as JSON.
public final class NetworkWire {
    private NetworkWire() {}

    /// A new container may join the network its mode names, without wishes for its place there.
    static void requireOne(@Nullable NetworkingConfig config, String mode) {
        Map<String, JsonValue> wanted =
                config == null ? Map.of() : Given.map(config.endpointsConfig());
        wanted.forEach((name, endpoint) -> {
            boolean isMode = name.equals(mode) || (name.equals("default") && mode.equals("bridge"));
            Given.refuse(!isMode, "joining several networks");
            if (endpoint instanceof JsonValue.Obj(Map<String, JsonValue> fields)) {
                fields.forEach((field, value) ->
                        Given.refuse(isSet(value), "EndpointsConfig.%s.%s".formatted(name, field)));
            }
        });
    }

    private static boolean isSet(JsonValue value) {
        return switch (value) {
            case JsonValue.Null _ -> false;
            case JsonValue.Str(String text) -> !text.isEmpty();
            case JsonValue.Num(String literal) -> !literal.equals("0");
            case JsonValue.Bool(boolean truth) -> truth;
            case JsonValue.Arr(List<JsonValue> items) -> !items.isEmpty();
            case JsonValue.Obj(Map<String, JsonValue> fields) ->
                    fields.values().stream().anyMatch(NetworkWire::isSet);
        };
    }

    /// @param members by container id
    public static JsonValue network(
            NetworkDocument network, Map<String, ContainerDocument> members) {
        boolean hasSubnet = !network.subnet().isEmpty();
        JsonValue config =
                JsonValue.object()
                        .put("Subnet", network.subnet())
                        .put("Gateway", network.gateway())
                        .build();
        return JsonValue.object()
                .put("Name", network.name())
                .put("Id", network.id())
                .put("Created", network.created())
                .put("Scope", "local")
                .put("Driver", network.driver())
                .put("EnableIPv4", true)
                .put("EnableIPv6", false)
                .put(
                        "IPAM",
                        JsonValue.object()
                                .put("Driver", "default")
                                .put("Options", (Object) null)
                                .put("Config", hasSubnet ? (Object) List.of(config) : null)
                                .build())
                .put("Internal", false)
                .put("Attachable", false)
                .put("Ingress", false)
                .put("ConfigFrom", JsonValue.object().put("Network", "").build())
                .put("ConfigOnly", false)
                .put("Containers", members(members))
                .put("Options", network.options())
                .put("Labels", network.labels())
                .build();
    }

    private static JsonValue members(Map<String, ContainerDocument> members) {
        JsonValue.Builder object = JsonValue.object();
        new TreeMap<>(members)
                .forEach((id, container) -> {
                    Endpoint endpoint = container.endpoint();
                    if (endpoint != null) {
                        object.put(id, member(container, endpoint));
                    }
                });
        return object.build();
    }

    private static JsonValue member(ContainerDocument container, Endpoint endpoint) {
        return JsonValue.object()
                .put("Name", container.name())
                .put("EndpointID", endpoint.id())
                .put("MacAddress", endpoint.mac())
                .put("IPv4Address", withPrefix(endpoint))
                .put("IPv6Address", "")
                .build();
    }

    private static String withPrefix(Endpoint endpoint) {
        return endpoint.address().isEmpty() ? "" : endpoint.address() + "/" + endpoint.prefix();
    }

    /// `NetworkSettings.Networks`.
    static JsonValue places(ContainerDocument container) {
        String mode = container.spec().network().mode();
        if (mode.startsWith("container:")) {
            return JsonValue.object().build();
        }
        return JsonValue.object().put(mode, place(container.endpoint())).build();
    }

    private static JsonValue place(@Nullable Endpoint at) {
        return JsonValue.object()
                .put("IPAMConfig", (Object) null)
                .put("Links", (Object) null)
                .put("Aliases", (Object) null)
                .put("MacAddress", at == null ? "" : at.mac())
                .put("DriverOpts", (Object) null)
                .put("GwPriority", 0)
                .put("NetworkID", at == null ? "" : at.networkId())
                .put("EndpointID", at == null ? "" : at.id())
                .put("Gateway", at == null ? "" : at.gateway())
                .put("IPAddress", at == null ? "" : at.address())
                .put("IPPrefixLen", at == null ? 0 : at.prefix())
                .put("IPv6Gateway", "")
                .put("GlobalIPv6Address", "")
                .put("GlobalIPv6PrefixLen", 0)
                .put("DNSNames", (Object) null)
                .build();
    }

    /// `NetworkSettings` of `inspect`; the fields in front repeat the default bridge's place.
    static JsonValue settings(ContainerDocument container) {
        Endpoint at = container.endpoint();
        Endpoint onBridge = at != null && at.network().equals("bridge") ? at : null;
        return JsonValue.object()
                .put("Bridge", "")
                .put("SandboxID", at == null ? "" : at.sandboxId())
                .put("SandboxKey", "")
                .put("Ports", ports(container))
                .put("HairpinMode", false)
                .put("LinkLocalIPv6Address", "")
                .put("LinkLocalIPv6PrefixLen", 0)
                .put("SecondaryIPAddresses", (Object) null)
                .put("SecondaryIPv6Addresses", (Object) null)
                .put("EndpointID", onBridge == null ? "" : onBridge.id())
                .put("Gateway", onBridge == null ? "" : onBridge.gateway())
                .put("GlobalIPv6Address", "")
                .put("GlobalIPv6PrefixLen", 0)
                .put("IPAddress", onBridge == null ? "" : onBridge.address())
                .put("IPPrefixLen", onBridge == null ? 0 : onBridge.prefix())
                .put("IPv6Gateway", "")
                .put("MacAddress", onBridge == null ? "" : onBridge.mac())
                .put("Networks", places(container))
                .build();
    }

    private static JsonValue ports(ContainerDocument container) {
        Endpoint at = container.endpoint();
        return container.isAlive() && at != null
                ? PortWire.inspected(container.spec().network().exposed(), at.ports())
                : JsonValue.object().build();
    }
}
