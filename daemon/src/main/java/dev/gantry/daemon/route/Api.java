package dev.gantry.daemon.route;

import dev.gantry.base.Call;
import dev.gantry.base.JsonValue;
import dev.gantry.base.RandomId;
import dev.gantry.daemon.wire.ApiVersion;
import dev.gantry.http.Exchange;
import dev.gantry.http.Handler;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Docker Engine API over HTTP. Any thread may serve a request; pings are answered before the
/// engine is open, everything else waits for it.
public final class Api implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    private final Router router = new Router();
    private final String version;

    /// @param version of the daemon
    public Api(EngineGate gate, String version) {
        this.version = version;
        new SystemRoutes(gate).addTo(router);
        new EventRoutes(gate).addTo(router);
        new ContainerRoutes(gate).addTo(router);
        new CreateRoute(gate).addTo(router);
        new StreamRoutes(gate).addTo(router);
        new StatsRoute(gate).addTo(router);
        new ExecRoutes(gate).addTo(router);
        RegistryRoutes registries = new RegistryRoutes(gate);
        registries.addTo(router);
        new ImageRoutes(gate).addTo(router);
        new TransferRoutes(gate, registries).addTo(router);
        new CommitRoute(gate).addTo(router);
        new CheckRoute(gate).addTo(router);
        new NetworkRoutes(gate).addTo(router);
        new VolumeRoutes(gate).addTo(router);
        new VolumeContentRoutes(gate).addTo(router);
        new ArchiveRoutes(gate).addTo(router);
        AbsentRoutes.addTo(router);
    }

    @Override
    public void handle(Exchange exchange) throws Exception {
        new Call(RandomId.hex(4)).run(() -> serve(exchange));
    }

    private boolean serve(Exchange exchange) throws Exception {
        LOG.debug("{} {}", exchange.method(), exchange.path());
        exchange.setHeader(
                "Date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        try {
            Guard.check(exchange);
            route(exchange);
        } catch (Exception e) {
            Failures.answer(exchange, e);
        }
        return true;
    }

    private void route(Exchange exchange) throws Exception {
        exchange.setHeader("Api-Version", ApiVersion.NEWEST.toString());
        exchange.setHeader("Docker-Experimental", "false");
        exchange.setHeader("Ostype", "linux");
        exchange.setHeader("Server", "Gantry/" + version + " (linux)");
        Optional<Router.Found> found = router.find(exchange);
        if (found.isPresent()) {
            found.get().action().run(found.get().request());
        } else {
            JsonValue body = JsonValue.object().put("message", "page not found").build();
            exchange.respond(404, Request.JSON, Request.line(body));
        }
    }
}
