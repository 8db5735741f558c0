package dev.gantry.daemon;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the daemon listens.
sealed interface ListenAddress {
    record Unix(Path socket) implements ListenAddress {}

    record Tcp(InetSocketAddress address) implements ListenAddress {}

    /// Reads `unix:///run/x.sock` and `tcp://127.0.0.1:2375`.
    static ListenAddress parse(String text, Options.@Nullable Tls tls) {
        if (text.startsWith("fd://")) {
            throw new UsageException(
                    "-H %s: sockets of systemd are not supported by this version of Gantry; use unix:// and leave socket activation out"
                            .formatted(text));
        }
        if (text.startsWith("unix://")) {
            String path = text.substring("unix://".length());
            return new Unix(Path.of(path.isEmpty() ? "/var/run/docker.sock" : path));
        }
        if (text.startsWith("tcp://")) {
            return new Tcp(address(text, tls));
        }
        throw new UsageException("invalid bind address format: " + text);
    }

    private static InetSocketAddress address(String text, Options.@Nullable Tls tls) {
        String rest = text.substring("tcp://".length());
        int colon = rest.lastIndexOf(':');
        boolean hasPort = colon > rest.lastIndexOf(']');
        String host = hasPort ? rest.substring(0, colon) : rest;
        String port = hasPort ? rest.substring(colon + 1) : tls != null ? "2376" : "2375";
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            throw new UsageException("invalid bind address format: " + text);
        }
        InetSocketAddress address =
                host.isEmpty()
                        ? new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), Integer.parseInt(port))
                        : new InetSocketAddress(
                                host.replaceAll("[\\[\\]]", ""), Integer.parseInt(port));
        if (address.isUnresolved()) {
            throw new UsageException("-H %s: no such host".formatted(text));
        }
        boolean verifies = tls != null && tls.authority() != null;
        if (!verifies && !address.getAddress().isLoopbackAddress()) {
            throw new UsageException(
                    "-H %s: whoever reaches this address would be root here; use --tlsverify, or listen on 127.0.0.1 and tunnel with ssh"
                            .formatted(text));
        }
        return address;
    }
}
