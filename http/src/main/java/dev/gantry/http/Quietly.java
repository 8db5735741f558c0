package dev.gantry.http;

import java.io.Closeable;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes what is already lost, where a further failure tells nobody anything.
final class Quietly {
    private static final Logger LOG = LoggerFactory.getLogger(Quietly.class);

    private Quietly() {}

    static void close(Closeable lost) {
        try {
            lost.close();
        } catch (IOException e) {
            LOG.debug("closing {}", lost, e);
        }
    }
}
