package dev.gantry.engine.network;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A network, as it stands in the database.
///
/// @param driver `bridge`, `host`, `null` or `macvlan`, in Docker's words
/// @param configOnly whether it only lends its configuration to others
/// @param configFrom the network that lent it its configuration; empty for none
public record NetworkDocument(
        String id,
        String name,
        String driver,
        Instant created,
        boolean enableIpv4,
        boolean enableIpv6,
        Ipam ipam,
        boolean internal,
        boolean attachable,
        boolean configOnly,
        String configFrom,
        Map<String, String> options,
        Map<String, String> labels) {
    static final String BRIDGE = "bridge";
    static final String MACVLAN = "macvlan";

    @SuppressWarnings("NullableProblems")
    public NetworkDocument {
        // documents of earlier versions have neither
        @Nullable Ipam known = ipam;
        @Nullable String lender = configFrom;
        ipam = known == null ? Ipam.NONE : known;
        configFrom = lender == null ? "" : lender;
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
    }

    /// Whether its containers have a namespace of ours with links in it.
    public boolean hasLinks() {
        return driver.equals(BRIDGE) || driver.equals(MACVLAN);
    }

    /// Whether every engine has it from the beginning.
    public boolean isPredefined() {
        return isPredefined(name);
    }

    static boolean isPredefined(String name) {
        return name.equals("bridge") || name.equals("host") || name.equals("none");
    }

    /// The default bridge, which has neither a name server nor static addresses.
    public boolean isDefaultBridge() {
        return name.equals("bridge");
    }
}
