package dev.gantry.daemon;

import dev.gantry.daemon.route.Api;
import dev.gantry.daemon.route.EngineGate;
import dev.gantry.engine.Engine;
import dev.gantry.engine.builtin.BuiltinImages;
import dev.gantry.http.HttpLimits;
import dev.gantry.http.HttpServer;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A daemon that runs. Closing it leaves the containers running.
final class Daemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private final PidFile pidFile;
    private final HttpServer server;
    private final Engine engine;

    private Daemon(PidFile pidFile, HttpServer server, Engine engine) {
        this.pidFile = pidFile;
        this.server = server;
        this.engine = engine;
    }

    /// Listens first, so that pings are answered while the engine takes up its containers.
    static Daemon start(Options options) throws IOException, InterruptedException {
        PidFile pidFile = PidFile.take(options.pidFile());
        EngineGate gate = new EngineGate();
        HttpServer server =
                HttpServer.start(new Api(gate, options.engine().version()), HttpLimits.standard());
        try {
            new Sockets(server, options).open();
            Engine engine = Engine.open(options.engine());
            BuiltinImages.ensure(engine);
            gate.open(engine);
            LOG.info(
                    "daemon has completed initialization; runtime {} ({})",
                    engine.facts().runtime(),
                    engine.facts().runtimeReason());
            return new Daemon(pidFile, server, engine);
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            pidFile.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        engine.close();
        pidFile.close();
    }
}
