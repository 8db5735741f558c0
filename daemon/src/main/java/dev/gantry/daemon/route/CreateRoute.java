package dev.gantry.daemon.route;

import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.daemon.wire.ApiVersion;
import dev.gantry.daemon.wire.HostDefaults;
import dev.gantry.daemon.wire.Platforms;
import dev.gantry.daemon.wire.SpecWire;
import dev.gantry.engine.Engine;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.Containers;
import dev.gantry.oci.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `POST /containers/create`.
final class CreateRoute {
    private final EngineGate gate;

    CreateRoute(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("POST", "/containers/create", this::create);
    }

    private void create(Request request) throws Exception {
        JsonValue body = Bodies.json(request.exchange());
        Platform platform = Platforms.parseOrNull(request.query().text("platform", ""));
        Engine engine = gate.engine();
        SpecWire.Parsed parsed = parse(body, request.version(), engine);
        Containers.Created created =
                engine.containers()
                        .create(
                                new Containers.Create(
                                        request.given("name"), parsed.spec(), platform));
        List<String> warnings = new ArrayList<>(parsed.warnings());
        warnings.addAll(created.warnings());
        request.json(
                201,
                JsonValue.object().put("Id", created.id().hex()).put("Warnings", warnings).build());
    }

    private static SpecWire.Parsed parse(JsonValue body, ApiVersion version, Engine engine) {
        SpecWire.Lookup lookup =
                new SpecWire.Lookup(
                        image -> exposed(engine, image), name -> containerId(engine, name));
        try {
            return SpecWire.parse(
                    body, version, HostDefaults.of(engine.facts(), engine.log()), lookup);
        } catch (JsonException e) {
            throw Bodies.invalid(e);
        }
    }

    private static Set<String> exposed(Engine engine, String image) {
        Map<String, JsonValue> ports = engine.images().require(image).config().run().exposedPorts();
        return ports == null ? Set.of() : ports.keySet();
    }

    private static Optional<String> containerId(Engine engine, String reference) {
        try {
            return Optional.of(engine.containers().require(reference).id());
        } catch (EngineException e) {
            return Optional.empty();
        }
    }
}
