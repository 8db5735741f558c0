package dev.gantry.oci.registry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// HTTP clients: one for all servers that nothing special is known of, and one for each that has
/// certificates of its own or is insecure. Any thread may use it.
final class Clients {
    private record Special(String version, HttpClient client) {}

    private final RegistryOptions options;
    private final Map<String, Special> special = new ConcurrentHashMap<>();

    /// The machine's authorities are read when they are first needed.
    private final class Usual {
        private final HttpClient client;

        Usual() throws IOException {
            client = make(Certificates.NONE, false);
        }
    }

    private volatile @org.jspecify.annotations.Nullable Usual usual;

    /// For what goes without TLS.
    private final HttpClient plain;

    Clients(RegistryOptions options) {
        this.options = options;
        this.plain = builder().build();
    }

    /// The client for a request, which may be one to another server that a registry has named.
    HttpClient of(URI uri) throws IOException {
        if (!Endpoint.isHttps(uri)) {
            return plain;
        }
        String host = uri.getAuthority().toLowerCase(Locale.ROOT);
        boolean anybody = options.insecure().contain(host);
        String version = Certificates.version(options.certificates(), host);
        return !anybody && version.isEmpty() ? usual() : special(host, version, anybody);
    }

    private HttpClient special(String host, String version, boolean anybody) throws IOException {
        Special known = special.get(host);
        if (known != null && known.version.equals(version)) {
            return known.client;
        }
        Certificates read = Certificates.read(options.certificates(), host);
        Special made = new Special(read.version(), make(read, anybody));
        special.put(host, made);
        return made.client;
    }

    private HttpClient usual() throws IOException {
        Usual made = usual;
        if (made == null) {
            made = new Usual();
            usual = made;
        }
        return made.client;
    }

    private HttpClient make(Certificates certificates, boolean anybody) throws IOException {
        return builder().sslContext(Trust.context(certificates, anybody)).build();
    }

    private HttpClient.Builder builder() {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(options.stall());
        if (options.proxy() != null) {
            builder.proxy(options.proxy());
        }
        return builder;
    }
}
