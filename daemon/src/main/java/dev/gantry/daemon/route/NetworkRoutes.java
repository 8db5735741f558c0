package dev.gantry.daemon.route;

import dev.gantry.api.network.ConnectRequest;
import dev.gantry.api.network.CreateNetworkRequest;
import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.daemon.wire.EndpointWire;
import dev.gantry.daemon.wire.Filters;
import dev.gantry.daemon.wire.NetworkFilter;
import dev.gantry.daemon.wire.NetworkWire;
import dev.gantry.engine.Engine;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerDocument;
import dev.gantry.engine.network.NetworkDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Networks.
final class NetworkRoutes {
    private final EngineGate gate;

    NetworkRoutes(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("GET", "/networks", this::list);
        router.add("GET", "/networks/{id}", this::inspect);
        router.add("DELETE", "/networks/{id}", this::remove);
        router.add("POST", "/networks/create", this::create);
        router.add("POST", "/networks/prune", this::prune);
        router.add("POST", "/networks/{id}/connect", this::connect);
        router.add("POST", "/networks/{id}/disconnect", this::disconnect);
    }

    private void list(Request request) throws Exception {
        NetworkFilter filter = NetworkFilter.ofList(request.query().text("filters", ""));
        Engine engine = gate.engine();
        List<JsonValue> networks =
                engine.networks().all().stream()
                        .filter(network ->
                                filter.accepts(
                                        network,
                                        !engine.networks().endpointsIn(network.id()).isEmpty()))
                        .map(network -> NetworkWire.network(network, Map.of()))
                        .toList();
        request.json(200, networks);
    }

    private void inspect(Request request) throws Exception {
        String scope = request.query().text("scope", "");
        Engine engine = gate.engine();
        NetworkDocument network = engine.networks().require(request.id());
        if (!scope.isEmpty() && !scope.equals("local")) {
            throw EngineException.notFound("network %s not found".formatted(request.id()));
        }
        request.json(200, NetworkWire.network(network, members(engine, network)));
    }

    private static Map<String, ContainerDocument> members(Engine engine, NetworkDocument network) {
        Map<String, ContainerDocument> members = new LinkedHashMap<>();
        for (ContainerDocument container : engine.containers().all()) {
            if (container.isAlive() && container.places().inNetwork(network.id()).isPresent()) {
                members.put(container.id(), container);
            }
        }
        return members;
    }

    private void create(Request request) throws Exception {
        CreateNetworkRequest body =
                Json.read(CreateNetworkRequest.class, Bodies.json(request.exchange()));
        NetworkDocument network = gate.engine().networks().create(NetworkWire.request(body));
        request.json(201, JsonValue.object().put("Id", network.id()).put("Warning", "").build());
    }

    private void remove(Request request) throws Exception {
        gate.engine().networks().remove(request.id());
        request.empty(204);
    }

    private void connect(Request request) throws Exception {
        ConnectRequest body = Json.read(ConnectRequest.class, Bodies.json(request.exchange()));
        gate.engine()
                .containers()
                .connect(container(body), EndpointWire.wish(request.id(), body.endpointConfig()));
        request.empty(200);
    }

    private static String container(ConnectRequest body) {
        String container = body.container();
        return container == null ? "" : container;
    }

    private void disconnect(Request request) throws Exception {
        ConnectRequest body = Json.read(ConnectRequest.class, Bodies.json(request.exchange()));
        String container = container(body);
        Engine engine = gate.engine();
        try {
            engine.containers().require(container);
        } catch (EngineException e) {
            throw body.force()
                    ? EngineException.notFound("endpoint %s not found".formatted(container))
                    : e;
        }
        engine.containers().disconnect(container, engine.networks().require(request.id()));
        request.empty(200);
    }

    private void prune(Request request) throws Exception {
        Filters filters = NetworkFilter.ofPrune(request.query().text("filters", ""));
        List<String> removed =
                gate.engine()
                        .networks()
                        .prune(network -> NetworkFilter.mayBePruned(filters, network));
        request.json(
                200,
                JsonValue.object()
                        .put("NetworksDeleted", removed.isEmpty() ? null : (Object) removed)
                        .build());
    }
}
