package dev.gantry.http;

import java.time.Duration;

/// What a client may cost us.
///
/// @param maxConnections above it a connection is answered 503 (TLS: closed) and gets no thread
/// @param maxHeaderBytes request line and headers together; also the longest line
/// @param headerTimeout from the first byte of a request to the end of its headers; also for a TLS
///   handshake
/// @param idleTimeout how long a connection may wait for a request
public record HttpLimits(
        int maxConnections,
        int maxHeaderBytes,
        int maxHeaders,
        Duration headerTimeout,
        Duration idleTimeout) {
    public HttpLimits {
        if (maxConnections < 1 || maxHeaderBytes < 64 || maxHeaders < 1) {
            throw new IllegalArgumentException("limits too low");
        }
        if (!headerTimeout.isPositive() || !idleTimeout.isPositive()) {
            throw new IllegalArgumentException("timeouts must be positive");
        }
    }

    public static HttpLimits standard() {
        return new HttpLimits(4096, 1 << 20, 200, Duration.ofSeconds(30), Duration.ofMinutes(10));
    }
}
