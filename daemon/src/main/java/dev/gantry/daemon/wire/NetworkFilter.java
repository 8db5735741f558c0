package dev.gantry.daemon.wire;

import dev.gantry.engine.network.NetworkDocument;
import java.time.Instant;
import java.util.Set;

/// Which networks a request means.
public record NetworkFilter(Filters filters) {
    private static final Set<String> KNOWN =
            Set.of("dangling", "driver", "id", "label", "name", "scope", "type");
    private static final Set<String> TYPES = Set.of("builtin", "custom");

    public static NetworkFilter ofList(String text) {
        Filters filters = Filters.parse(text, KNOWN);
        for (String type : filters.all("type")) {
            Given.require(TYPES.contains(type), "invalid filter: 'type'='%s'".formatted(type));
        }
        return new NetworkFilter(filters);
    }

    /// @param isUsed whether a container is in it
    public boolean accepts(NetworkDocument network, boolean isUsed) {
        String type = network.isPredefined() ? "builtin" : "custom";
        boolean isDangling = !isUsed && !network.isPredefined();
        return filters.matches("name", network.name())
                && filters.matches("id", network.id())
                && filters.fits("driver", network.driver()::equals)
                && filters.fits("scope", "local"::equals)
                && filters.fits("type", type::equals)
                && (!filters.has("dangling") || filters.flag("dangling", false) == isDangling)
                && filters.labelsFit(network.labels());
    }

    public static Filters ofPrune(String text) {
        return Filters.parse(text, Set.of("label", "label!", "until"));
    }

    public static boolean mayBePruned(Filters filters, NetworkDocument network) {
        Instant until = filters.until();
        return (until == null || network.created().isBefore(until))
                && filters.labelsFit(network.labels());
    }
}
