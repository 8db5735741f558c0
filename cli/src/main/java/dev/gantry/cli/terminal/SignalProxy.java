package dev.gantry.cli.terminal;

import dev.gantry.api.client.DockerClient;
import dev.gantry.api.client.Request;
import java.io.IOException;
import java.io.PrintStream;

/// Passes signals to this process on to a container.
public final class SignalProxy {
    private SignalProxy() {}

    public static void start(DockerClient client, String container, PrintStream err) {
        Signals.forwardAll(signal -> {
            try {
                client.call(
                        Request.post("/containers/" + container + "/kill").query("signal", signal));
            } catch (IOException e) {
                err.println("Error sending signal: " + e.getMessage());
            }
        });
    }
}
