package dev.gantry.daemon.route;

import dev.gantry.base.JsonValue;
import dev.gantry.daemon.wire.Filters;
import dev.gantry.daemon.wire.NetworkWire;
import dev.gantry.engine.Engine;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerDocument;
import dev.gantry.engine.network.Endpoint;
import dev.gantry.engine.network.NetworkDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Networks.
final class NetworkRoutes {
    private static final Set<String> KNOWN =
            Set.of("dangling", "driver", "id", "label", "name", "scope", "type");

    private final EngineGate gate;

    NetworkRoutes(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("GET", "/networks", this::list);
        router.add("GET", "/networks/{id}", this::inspect);
        router.add("DELETE", "/networks/{id}", this::remove);
        router.add("POST", "/networks/prune", NetworkRoutes::prune);
    }

    private void list(Request request) throws Exception {
        Filters filters = Filters.parse(request.query().text("filters", ""), KNOWN);
        List<JsonValue> networks =
                gate.engine().networks().all().stream()
                        .filter(network -> accepts(filters, network))
                        .map(network -> NetworkWire.network(network, Map.of()))
                        .toList();
        request.json(200, networks);
    }

    /// All there are are built in, local, and never dangling.
    private static boolean accepts(Filters filters, NetworkDocument network) {
        return filters.matches("name", network.name())
                && filters.matches("id", network.id())
                && filters.fits("driver", network.driver()::equals)
                && filters.fits("scope", "local"::equals)
                && filters.fits("type", "builtin"::equals)
                && !filters.flag("dangling", false)
                && filters.labelsFit(network.labels());
    }

    private NetworkDocument require(String reference) throws InterruptedException {
        return gate.engine()
                .networks()
                .find(reference)
                .orElseThrow(() ->
                        EngineException.notFound("network %s not found".formatted(reference)));
    }

    private void inspect(Request request) throws Exception {
        NetworkDocument network = require(request.id());
        request.json(200, NetworkWire.network(network, members(gate.engine(), network)));
    }

    private static Map<String, ContainerDocument> members(Engine engine, NetworkDocument network) {
        Map<String, ContainerDocument> members = new LinkedHashMap<>();
        for (ContainerDocument container : engine.containers().all()) {
            Endpoint endpoint = container.endpoint();
            if (endpoint != null
                    && container.isAlive()
                    && endpoint.networkId().equals(network.id())) {
                members.put(container.id(), container);
            }
        }
        return members;
    }

    private void remove(Request request) throws Exception {
        NetworkDocument network = require(request.id());
        throw new EngineException(
                EngineException.Kind.FORBIDDEN,
                "%s is a pre-defined network and cannot be removed".formatted(network.name()));
    }

    /// There are none but the built-in ones.
    private static void prune(Request request) throws Exception {
        request.json(200, JsonValue.object().put("NetworksDeleted", (Object) null).build());
    }
}
