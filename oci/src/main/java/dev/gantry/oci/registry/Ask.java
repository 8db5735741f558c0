package dev.gantry.oci.registry;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request, which can be sent more than once.
///
/// @param content what is sent along, or `null`
record Ask(String method, URI uri, Map<String, String> headers, @Nullable Content content) {
    Ask {
        headers = Map.copyOf(headers);
    }

    static Ask get(URI uri) {
        return new Ask("GET", uri, Map.of(), null);
    }

    static Ask head(URI uri) {
        return new Ask("HEAD", uri, Map.of(), null);
    }

    static Ask of(String method, URI uri, @Nullable Content content) {
        return new Ask(method, uri, Map.of(), content);
    }

    Ask with(String header, String value) {
        Map<String, String> more = new java.util.HashMap<>(headers);
        more.put(header, value);
        return new Ask(method, uri, more, content);
    }

    Ask at(URI elsewhere) {
        return new Ask(method, elsewhere, headers, content);
    }

    /// Whether a redirect is followed: nothing is sent twice to a place we did not choose.
    boolean mayWander() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /// As Go's client begins its messages: `Get "https://…"`.
    String shown() {
        return "%s%s \"%s\""
                .formatted(
                        method.charAt(0),
                        method.substring(1).toLowerCase(Locale.ROOT),
                        Http.shown(uri));
    }
}
