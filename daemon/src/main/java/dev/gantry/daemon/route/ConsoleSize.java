package dev.gantry.daemon.route;

import dev.gantry.daemon.wire.ContainerWire;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerSpec;
import dev.gantry.engine.container.Containers;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives a container that has just started the terminal size its request named.
final class ConsoleSize {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleSize.class);

    private ConsoleSize() {}

    /// One that has ended by now needs none.
    static void apply(Containers containers, String reference) {
        try {
            ContainerSpec spec = containers.require(reference).spec();
            Sizes size = Sizes.of(ContainerWire.consoleSize(spec));
            if (spec.streams().tty() && size.rows() > 0 && size.columns() > 0) {
                containers.resize(reference, size.rows(), size.columns());
            }
        } catch (IOException | EngineException e) {
            LOG.debug("the terminal of {} keeps its size: {}", reference, e.getMessage());
        }
    }
}
