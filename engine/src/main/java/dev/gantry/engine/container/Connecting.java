package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.network.Endpoint;
import dev.gantry.engine.network.NetworkDocument;
import dev.gantry.engine.network.Networks;
import dev.gantry.engine.network.Places;
import dev.gantry.engine.network.Wish;
import java.io.IOException;

/// Gives containers places in networks and takes them away, while they run or before they do.
final class Connecting {
    private final Lifecycle lifecycle;
    private final Launcher launcher;
    private final Networks networks;

    Connecting(Lifecycle lifecycle, Launcher launcher) {
        this.lifecycle = lifecycle;
        this.launcher = launcher;
        this.networks = launcher.wiring().networks();
    }

    void connect(Container container, Wish wish) throws IOException, InterruptedException {
        container.lock();
        try {
            ContainerDocument document = container.document();
            NetworkDocument network = networks.require(wish.network());
            requireMixable(document, network);
            Wish known = wish.in(network);
            if (!document.isAlive()) {
                networks.checkHere(known, network);
                lifecycle.save(container, document.at(document.places().wishing(known)));
                return;
            }
            Places places = networks.connect(Wiring.occupant(document), document.places(), known);
            lifecycle.save(container, document.at(places));
            tell(document, container.document(), network);
        } finally {
            container.life.unlock();
        }
    }

    /// The container's own files say where it is now.
    private void tell(ContainerDocument before, ContainerDocument now, NetworkDocument network)
            throws IOException {
        ContainerFiles files = launcher.files(now.id());
        launcher.wiring().serveNames(now);
        if (!ManagedFiles.hasNameServer(before) && ManagedFiles.hasNameServer(now)) {
            ManagedFiles.writeResolvConf(files, now, networks.settings());
        }
        Endpoint added = now.places().inNetwork(network.id()).orElseThrow();
        HostsFile.add(files.hosts(), now, RuntimePlan.hostname(now), added);
    }

    private static void requireMixable(ContainerDocument document, NetworkDocument network) {
        String mode = document.spec().network().mode();
        if (network.driver().equals("host")) {
            throw EngineException.invalid(
                    "cannot connect container to host network - container must be created in host network mode");
        }
        boolean isNone = network.driver().equals("null") && !network.configOnly();
        if (isNone || mode.equals("none")) {
            throw EngineException.invalid(
                    "container cannot be connected to multiple networks with one of the networks in private (none) mode");
        }
        if (mode.equals("host") || document.spec().network().isOfContainer()) {
            throw EngineException.invalid(
                    "container sharing network namespace with another container or host cannot be connected to any other network");
        }
    }

    void disconnect(Container container, NetworkDocument network)
            throws IOException, InterruptedException {
        container.lock();
        try {
            ContainerDocument document = container.document();
            Places places = document.places();
            if (network.driver().equals("host") && document.isAlive()) {
                throw EngineException.invalid("container cannot be disconnected from host network");
            }
            if (!places.wants(network)) {
                throw Networks.notConnected(document.id(), network);
            }
            if (!document.isAlive() || places.inNetwork(network.id()).isEmpty()) {
                lifecycle.save(container, document.at(places.without(network)));
                return;
            }
            Endpoint gone = places.inNetwork(network.id()).orElseThrow();
            Places left = networks.disconnect(Wiring.occupant(document), places, network);
            lifecycle.save(container, document.at(left));
            HostsFile.remove(
                    launcher.files(document.id()).hosts(),
                    document,
                    RuntimePlan.hostname(document),
                    gone);
        } finally {
            container.life.unlock();
        }
    }
}
