package dev.gantry.host.network.dns;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The name servers of all sandboxes. Any thread.
///
/// A sandbox ends only when its server is stopped: the server's sockets keep it.
public final class NameServers implements AutoCloseable {
    private final Map<Path, NameServer> servers = new ConcurrentHashMap<>();

    /// Serves a sandbox from now on; one that is served already is let be.
    public void serve(Path sandbox, NameSource names) throws IOException {
        if (servers.containsKey(sandbox)) {
            return;
        }
        try {
            NameServer server = NameServer.open(sandbox, names);
            NameServer other = servers.putIfAbsent(sandbox, server);
            if (other != null) {
                server.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException stopped = new InterruptedIOException("name server interrupted");
            stopped.initCause(e);
            throw stopped;
        }
    }

    public void stop(Path sandbox) throws IOException {
        NameServer server = servers.remove(sandbox);
        if (server != null) {
            server.close();
        }
    }

    /// Containers ask in vain until somebody serves them again.
    @Override
    public void close() throws IOException {
        for (Path sandbox : Map.copyOf(servers).keySet()) {
            stop(sandbox);
        }
    }
}
