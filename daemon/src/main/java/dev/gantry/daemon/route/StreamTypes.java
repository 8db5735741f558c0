package dev.gantry.daemon.route;

import dev.gantry.api.stream.StdFrames;
import dev.gantry.daemon.wire.ApiVersion;

/// Content types of container streams. Before 1.42 frames were not told from raw bytes.
final class StreamTypes {
    static final String RAW = "application/vnd.docker.raw-stream";

    private StreamTypes() {}

    static String of(boolean tty, ApiVersion version) {
        return !tty && version.isAtLeast(42) ? StdFrames.CONTENT_TYPE : RAW;
    }

    /// A client that asked for no upgrade always gets the old one.
    static String hijacked(Request request, boolean tty) {
        boolean upgrades = request.exchange().header("Upgrade").isPresent();
        return upgrades ? of(tty, request.version()) : RAW;
    }
}
