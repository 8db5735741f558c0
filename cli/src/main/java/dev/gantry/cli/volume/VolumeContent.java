package dev.gantry.cli.volume;

import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.image.Progress;
import dev.gantry.linux.Terminal;
import java.io.IOException;

/// What the daemon can do with a whole volume: our extension of Docker's API.
final class VolumeContent {
    private VolumeContent() {}

    static String path(String volume, String action) {
        return "/gantry/volumes/" + Request.escape(volume) + "/" + action;
    }

    /// Has something done that takes as long as there are bytes, and shows on stderr how far it is.
    static void withProgress(Cli cli, Request request) throws IOException {
        try (Response response = cli.client().send(request)) {
            boolean terminal = Terminal.stderr().exists();
            new Progress(terminal ? cli.stderr() : java.io.OutputStream.nullOutputStream(), true)
                    .show(response.body());
        }
    }
}
