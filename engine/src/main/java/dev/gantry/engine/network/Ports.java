package dev.gantry.engine.network;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.network.Endpoint.PublishedPort;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Chooses the host's ports that a container's are published on.
///
/// Taken is what another container has, or a program of the host: the kernel would take connections
/// away from it.
final class Ports {
    private static final int FIRST_EPHEMERAL = 32768;
    private static final int LAST_PORT = 60999;

    private final List<PublishedPort> others;
    private final List<PublishedPort> chosen = new ArrayList<>();

    /// @param others those of all containers
    Ports(Collection<PublishedPort> others) {
        this.others = List.copyOf(others);
    }

    /// @param addresses of the host; the same port on all of them
    /// @param target the container's address, for messages
    void choose(PortRequest request, List<String> addresses, String target) throws IOException {
        boolean isAny = request.hostPort() == 0;
        int first = isAny ? FIRST_EPHEMERAL : request.hostPort();
        int last = isAny ? LAST_PORT : request.lastHostPort();
        String why = "all dynamically assigned ports are taken";
        for (int port = first; port <= last; port++) {
            Optional<String> refusal = refusal(request, addresses, port, target);
            if (refusal.isEmpty()) {
                for (String address : addresses) {
                    chosen.add(
                            new PublishedPort(request.port(), request.protocol(), address, port));
                }
                return;
            }
            why = isAny ? why : refusal.get();
        }
        throw new EngineException(EngineException.Kind.FAILED, why);
    }

    List<PublishedPort> chosen() {
        return chosen;
    }

    /// Why a port cannot be had on all of these addresses, in Docker's words.
    private Optional<String> refusal(
            PortRequest request, List<String> addresses, int port, String target)
            throws IOException {
        for (String address : addresses) {
            boolean clash =
                    Stream.concat(chosen.stream(), others.stream())
                            .anyMatch(other ->
                                    other.hostPort() == port
                                            && other.protocol().equals(request.protocol())
                                            && overlap(other.hostIp(), address));
            if (clash) {
                return Optional.of(
                        "Bind for %s:%d failed: port is already allocated"
                                .formatted(shown(address), port));
            }
            Optional<String> bound = bound(request.protocol(), address, port);
            if (bound.isPresent()) {
                return Optional.of(
                        "failed to bind host port for %s:%d:%s:%d/%s: %s"
                                .formatted(
                                        shown(address),
                                        port,
                                        shown(target),
                                        request.port(),
                                        request.protocol(),
                                        bound.get()));
            }
        }
        return Optional.empty();
    }

    private static String shown(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
    }

    private static boolean overlap(String one, String other) {
        return one.contains(":") == other.contains(":")
                && (isAny(one) || isAny(other) || one.equals(other));
    }

    private static boolean isAny(String address) {
        return address.equals("0.0.0.0") || address.equals("::");
    }

    /// What the kernel says to somebody who binds it; empty when nothing. There is no asking for
    /// SCTP.
    private static Optional<String> bound(String protocol, String hostIp, int port)
            throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(hostIp), port);
        try {
            switch (protocol) {
                case "tcp" -> tryTcp(address);
                case "udp" -> tryUdp(address);
                default -> {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        } catch (BindException e) {
            String message = String.valueOf(e.getMessage()).toLowerCase(java.util.Locale.ROOT);
            return Optional.of(
                    message.contains("assign requested")
                            ? "cannot assign requested address"
                            : "address already in use");
        }
    }

    private static void tryTcp(InetSocketAddress address) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
        }
    }

    private static void tryUdp(InetSocketAddress address) throws IOException {
        try (DatagramSocket probe = new DatagramSocket(null)) {
            probe.bind(address);
        }
    }
}
