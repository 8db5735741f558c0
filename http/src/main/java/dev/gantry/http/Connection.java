package dev.gantry.http;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who is at the other end.
///
/// @param peer `address:port`, or `unix` for a UNIX socket
/// @param certificate what the client proved to own; only with TLS that demands one
public record Connection(Transport transport, String peer, @Nullable X509Certificate certificate) {
    /// How the bytes travel.
    public enum Transport {
        UNIX,
        TCP,
        TLS
    }

    public Optional<X509Certificate> clientCertificate() {
        return Optional.ofNullable(certificate);
    }
}
