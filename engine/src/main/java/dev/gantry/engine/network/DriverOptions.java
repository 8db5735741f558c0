package dev.gantry.engine.network;

import dev.gantry.engine.EngineException;
import dev.gantry.host.network.BridgeSpec;
import dev.gantry.host.network.BridgeSpec.Outward;
import dev.gantry.host.network.BridgeSpec.Side;
import dev.gantry.host.network.MacvlanSpec;
import dev.gantry.host.network.NetworkSpec;
import dev.gantry.host.network.Subnet;
import java.net.InetAddress;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A network's options, in Docker's words, as what `host.network` is asked for. Unknown options are
/// kept and mean nothing, as with Docker.
final class DriverOptions {
    static final String BRIDGE_NAME = "com.docker.network.bridge.name";
    static final String ICC = "com.docker.network.bridge.enable_icc";
    static final String MASQUERADE = "com.docker.network.bridge.enable_ip_masquerade";
    static final String HOST_BINDING = "com.docker.network.bridge.host_binding_ipv4";
    static final String DEFAULT_BRIDGE = "com.docker.network.bridge.default_bridge";
    static final String MTU = "com.docker.network.driver.mtu";
    private static final String GATEWAY_MODE = "com.docker.network.bridge.gateway_mode_";
    private static final String INHIBIT = "com.docker.network.bridge.inhibit_ipv4";
    private static final String TRUSTED = "com.docker.network.bridge.trusted_host_interfaces";
    private static final String PREFIX = "com.docker.network.container_iface_prefix";
    private static final String SOURCE = "com.docker.network.host_";
    private static final String PARENT = "parent";
    private static final String MACVLAN_MODE = "macvlan_mode";
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    private final NetworkDocument network;
    private final int standardMtu;

    DriverOptions(NetworkDocument network, int standardMtu) {
        this.network = network;
        this.standardMtu = standardMtu;
    }

    /// @throws EngineException when an option has a value it cannot have
    NetworkSpec spec() {
        return network.driver().equals(NetworkDocument.MACVLAN) ? macvlan() : bridge();
    }

    private NetworkSpec macvlan() {
        String mode = option(MACVLAN_MODE, "bridge");
        if (!Set.of("bridge", "private", "vepa", "passthru").contains(mode)) {
            throw EngineException.invalid(
                    "requested macvlan mode '%s' is not valid, 'bridge' mode is the macvlan driver default"
                            .formatted(mode));
        }
        String parent = option(PARENT, "");
        if (parent.isEmpty()) {
            throw EngineException.notBuiltYet("macvlan networks without a parent (-o parent=LINK)");
        }
        if (!BridgeSpec.isLinkName(parent)) {
            throw EngineException.invalid("invalid parent: " + parent);
        }
        return new MacvlanSpec(network.id(), parent, mode, mtu(), network.enableIpv6());
    }

    private NetworkSpec bridge() {
        if (network.options().containsKey(TRUSTED)) {
            throw EngineException.notBuiltYet("the option " + TRUSTED);
        }
        String name = bridgeName();
        if (name.length() > 15) {
            throw EngineException.invalid("numerical result out of range");
        }
        if (!BridgeSpec.isLinkName(name)) {
            throw EngineException.invalid("invalid name of a bridge: \"%s\"".formatted(name));
        }
        hostBinding();
        containerPrefix();
        return new BridgeSpec(
                network.id(),
                name,
                network.ipam().ipv4().map(pool -> side(pool, "ipv4")).orElse(null),
                network.ipam().ipv6().map(pool -> side(pool, "ipv6")).orElse(null),
                mtu(),
                flag(ICC, true),
                network.internal());
    }

    String bridgeName() {
        return option(BRIDGE_NAME, "br-" + network.id().substring(0, 12));
    }

    private Side side(Ipam.Pool pool, String family) {
        String mode = option(GATEWAY_MODE + family, "nat");
        Outward outward =
                switch (mode) {
                    case "nat", "isolated" -> Outward.NAT;
                    case "nat-unprotected" -> Outward.UNPROTECTED;
                    case "routed" -> Outward.ROUTED;
                    default ->
                            throw unparsable(
                                    GATEWAY_MODE + family, mode, "unknown gateway mode " + mode);
                };
        if (mode.equals("isolated") && !network.internal()) {
            throw EngineException.invalid(
                    "gateway mode 'isolated' can only be used for an internal network");
        }
        boolean inhibits = family.equals("ipv4") && flag(INHIBIT, false);
        return new Side(
                pool.gatewayInSubnet(),
                !mode.equals("isolated") && !inhibits,
                outward,
                flag(MASQUERADE, true),
                source(family));
    }

    private @Nullable InetAddress source(String family) {
        String text = option(SOURCE + family, "");
        return text.isEmpty() ? null : address(SOURCE + family, text);
    }

    /// Whether a gateway leads out of the network.
    boolean leadsOut() {
        return !network.internal();
    }

    /// Where ports are published that name no address; empty for all.
    String hostBinding() {
        String text = option(HOST_BINDING, "");
        return text.isEmpty() ? "" : Subnet.text(address(HOST_BINDING, text));
    }

    private InetAddress address(String option, String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw unparsable(option, text, "nil ip");
        }
    }

    /// How links are named in containers, but for their number.
    String containerPrefix() {
        String prefix = option(PREFIX, "eth");
        if (!BridgeSpec.isLinkName(prefix + "0")) {
            throw EngineException.invalid(
                    "invalid %s: \"%s\" begins no name of a link".formatted(PREFIX, prefix));
        }
        return prefix;
    }

    int mtu() {
        String text = option(MTU, "");
        if (text.isEmpty() || text.equals("0")) {
            return standardMtu;
        }
        try {
            int mtu = Integer.parseInt(text);
            if (mtu < 0) {
                throw EngineException.invalid("invalid MTU number: " + mtu);
            }
            return Math.min(Math.max(mtu, network.enableIpv6() ? 1280 : 68), 65535);
        } catch (NumberFormatException e) {
            throw unparsable(
                    MTU, text, "strconv.Atoi: parsing \"%s\": invalid syntax".formatted(text));
        }
    }

    private boolean flag(String name, boolean whenAbsent) {
        String text = option(name, "");
        if (text.isEmpty()) {
            return whenAbsent;
        }
        if (!TRUE.contains(text) && !FALSE.contains(text)) {
            throw unparsable(
                    name,
                    text,
                    "strconv.ParseBool: parsing \"%s\": invalid syntax".formatted(text));
        }
        return TRUE.contains(text);
    }

    private static EngineException unparsable(String name, String text, String why) {
        return EngineException.invalid(
                "failed to parse %s value: %s (%s)".formatted(name, text, why));
    }

    private String option(String name, String whenAbsent) {
        Map<String, String> options = network.options();
        return options.getOrDefault(name, whenAbsent);
    }
}
