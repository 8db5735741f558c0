package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.network.Networks;
import dev.gantry.engine.network.Occupant;
import dev.gantry.engine.network.Places;
import dev.gantry.engine.network.Resolving;
import dev.gantry.host.runtime.Isolation.Namespace;
import java.io.IOException;
import java.nio.file.Path;

/// What a container's start asks of networks, and what its end gives back.
final class Wiring {
    private static final String FAILED = "failed to set up container networking: ";

    private final Networks networks;

    Wiring(Networks networks) {
        this.networks = networks;
    }

    Networks networks() {
        return networks;
    }

    /// A namespace, and the places the container has in it.
    record Wired(Namespace namespace, Places places) {}

    Wired join(ContainerDocument document) throws IOException {
        try {
            Networks.Joined joined = networks.join(occupant(document), document.places().wishes());
            Path pin = joined.pin();
            boolean isHost = document.spec().network().mode().equals("host");
            Namespace namespace =
                    pin != null
                            ? new Namespace.Joined(pin)
                            : isHost ? new Namespace.Host() : new Namespace.Own();
            return new Wired(namespace, joined.places());
        } catch (EngineException e) {
            throw new EngineException(e.kind(), FAILED + e.getMessage(), e);
        } catch (IOException e) {
            throw new IOException(FAILED + e.getMessage(), e);
        }
    }

    /// Starts the container's name server, where it has one.
    void serveNames(ContainerDocument document) throws IOException {
        if (!ManagedFiles.hasNameServer(document)) {
            return;
        }
        ResolvConf resolvers = ResolvConf.of(document.spec().network(), networks.settings().dns());
        networks.serveNames(
                document.id(),
                document.places().wishes(),
                new Resolving(
                        resolvers.servers(),
                        resolvers.areHosts(),
                        networks.settings().hostGateways()));
    }

    static Occupant occupant(ContainerDocument document) {
        return new Occupant(
                document.id(),
                document.name(),
                document.spec().identity().hostname(),
                document.spec().network().ports());
    }

    /// What another container's network has is its own business.
    void leave(ContainerDocument document) throws IOException {
        if (!document.spec().network().isOfContainer()) {
            networks.leave(document.id(), document.places().endpoints());
        }
    }
}
