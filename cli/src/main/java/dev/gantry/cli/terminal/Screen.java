package dev.gantry.cli.terminal;

import dev.gantry.api.client.DockerClient;
import dev.gantry.api.client.Request;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.Terminal;
import java.io.IOException;
import java.util.List;

/// Keeps the container's terminal as large as ours.
///
/// @param path of the container or exec, as `/containers/ID`
public record Screen(DockerClient client, String path) {
    private static final int TRIES = 10;

    /// Rows and columns of our output, as the API's `ConsoleSize`; zeros without a terminal.
    public static List<Integer> size() {
        try {
            Terminal.Size size = Terminal.stdout().size();
            return List.of(size.rows(), size.columns());
        } catch (LinuxException e) {
            return List.of(0, 0);
        }
    }

    /// Resizes now, again while the container is only just starting, and whenever our own window
    /// changes.
    public void follow() {
        Thread.ofPlatform().daemon().name("resize").start(this::resizeUntilDone);
        Signals.handle("WINCH", _ -> resizeOnce());
    }

    /// A size of one row more and then the right one makes programs draw anew.
    public void redraw() {
        List<Integer> size = size();
        if (size.getFirst() > 0) {
            resize(List.of(size.get(0) + 1, size.get(1)));
        }
    }

    private void resizeUntilDone() {
        try {
            for (int attempt = 0; attempt < TRIES && !resizeOnce(); attempt++) {
                Thread.sleep((attempt + 1) * 10L);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean resizeOnce() {
        return resize(size());
    }

    private boolean resize(List<Integer> size) {
        if (size.get(0) == 0 && size.get(1) == 0) {
            return true;
        }
        try {
            client.call(
                    Request.post(path + "/resize").query("h", size.get(0)).query("w", size.get(1)));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
