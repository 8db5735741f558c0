package dev.gantry.api.client;

import java.nio.file.Path;

/// Where a daemon listens. Prints as `DOCKER_HOST` says it.
public sealed interface Endpoint {
    record Unix(String path) implements Endpoint {
        @Override
        public String toString() {
            return "unix://" + path;
        }
    }

    record Tcp(String host, int port) implements Endpoint {
        @Override
        public String toString() {
            return "tcp://" + host + ":" + port;
        }
    }

    /// TCP with TLS; `certificates` is a directory with `ca.pem` and, to show who we are,
    /// `cert.pem` and `key.pem`.
    record Tls(String host, int port, Path certificates) implements Endpoint {
        @Override
        public String toString() {
            return "tcp://" + host + ":" + port;
        }
    }

    /// Reads `unix:///path` or `tcp://host:port`; TCP without a port means 2375.
    ///
    /// @throws IllegalArgumentException in Docker's words when it is neither
    static Endpoint parse(String host) {
        if (host.startsWith("unix://") && host.length() > "unix://".length()) {
            return new Unix(host.substring("unix://".length()));
        }
        if (host.startsWith("tcp://")) {
            return tcp(host, host.substring("tcp://".length()));
        }
        throw new IllegalArgumentException("invalid bind address format: " + host);
    }

    private static Endpoint tcp(String whole, String address) {
        String authority = address.replaceFirst("/.*", "");
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String name = hasPort ? authority.substring(0, colon) : authority;
        try {
            int port = hasPort ? Integer.parseInt(authority.substring(colon + 1)) : 2375;
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("invalid bind address format: " + whole);
            }
            return new Tcp(name.isEmpty() ? "127.0.0.1" : name.replaceAll("[\\[\\]]", ""), port);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("invalid bind address format: " + whole, e);
        }
    }
}
