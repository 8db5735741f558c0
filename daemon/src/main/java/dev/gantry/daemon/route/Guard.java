package dev.gantry.daemon.route;

import dev.gantry.engine.EngineException;
import dev.gantry.http.Connection;
import dev.gantry.http.Exchange;
import java.util.Set;

/// Keeps web pages away from a daemon that listens on TCP: a browser says where a page is from
/// (`Origin`), and by which name it found us (`Host`, which an attacker's DNS can point at us).
final class Guard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "");

    private Guard() {}

    static void check(Exchange exchange) {
        if (exchange.connection().transport() == Connection.Transport.UNIX) {
            return;
        }
        String host = exchange.header("Host").orElse("");
        String origin = exchange.header("Origin").orElse("");
        boolean isOwn = origin.equals("http://" + host) || origin.equals("https://" + host);
        if (!origin.isEmpty() && !isOwn) {
            throw forbidden("calls from web pages of %s are refused".formatted(origin));
        }
        boolean isPlain = exchange.connection().transport() == Connection.Transport.TCP;
        if (isPlain && !LOOPBACK.contains(name(host))) {
            throw forbidden("calls to the host name %s are refused".formatted(host));
        }
    }

    private static String name(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    private static EngineException forbidden(String message) {
        return new EngineException(EngineException.Kind.FORBIDDEN, message);
    }
}
