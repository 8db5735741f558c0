package dev.gantry.oci.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Single HTTP exchanges, redirects included. Knows nothing of registries.
final class Http {
    private static final int MOST_REDIRECTS = 10;

    private final RegistryOptions options;
    private final HttpClient client;

    Http(RegistryOptions options) {
        this.options = options;
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(options.stall());
        if (options.tls() != null) {
            builder.sslContext(options.tls());
        }
        if (options.proxy() != null) {
            builder.proxy(options.proxy());
        }
        this.client = builder.build();
    }

    /// Gets something. `Authorization` goes to the server asked and to no other one.
    ///
    /// @return the answer, whose body the caller closes
    HttpResponse<InputStream> get(URI uri, Map<String, String> headers, @Nullable String auth)
            throws IOException, InterruptedException {
        URI at = uri;
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            HttpRequest.Builder request = request(at, headers);
            if (auth != null && Endpoint.sameServer(uri, at)) {
                request.setHeader("Authorization", auth);
            }
            HttpResponse<InputStream> response = send(request.GET().build());
            String location = response.headers().firstValue("Location").orElse("");
            if (!isRedirect(response.statusCode()) || location.isEmpty()) {
                return response;
            }
            response.body().close();
            at = redirect(at, location);
        }
        throw new RegistryException(
                RegistryException.Kind.PROTOCOL,
                "Get \"%s\": stopped after %d redirects".formatted(shown(uri), MOST_REDIRECTS));
    }

    /// Posts a form and takes what comes back, redirects not followed.
    HttpResponse<InputStream> post(URI uri, String form) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(uri, Map.of("Content-Type", "application/x-www-form-urlencoded"));
        return send(request.POST(HttpRequest.BodyPublishers.ofString(form)).build());
    }

    private HttpRequest.Builder request(URI uri, Map<String, String> headers)
            throws RegistryException {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(uri)
                            .timeout(options.stall())
                            .setHeader("User-Agent", options.userAgent());
            headers.forEach(request::setHeader);
            return request;
        } catch (IllegalArgumentException e) {
            throw new RegistryException(
                    RegistryException.Kind.PROTOCOL,
                    "Get \"%s\": %s".formatted(shown(uri), e.getMessage()),
                    e);
        }
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private URI redirect(URI from, String location) throws RegistryException {
        try {
            URI to = from.resolve(location);
            boolean secure = "https".equalsIgnoreCase(to.getScheme());
            boolean plain =
                    "http".equalsIgnoreCase(to.getScheme())
                            && to.getAuthority() != null
                            && ("http".equalsIgnoreCase(from.getScheme())
                                    || options.isPlain(to.getAuthority()));
            if (secure || plain) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            throw badRedirect(from, e);
        }
        throw badRedirect(from, null);
    }

    private static RegistryException badRedirect(URI from, @Nullable Throwable cause) {
        return new RegistryException(
                RegistryException.Kind.PROTOCOL,
                "Get \"%s\": redirected to where it may not lead".formatted(shown(from)),
                cause);
    }

    private HttpResponse<InputStream> send(HttpRequest request)
            throws IOException, InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw unreachable(request.uri(), e);
        }
    }

    private RegistryException unreachable(URI uri, IOException e) {
        String why =
                switch (cause(e)) {
                    case HttpConnectTimeoutException _ ->
                            "dial tcp %s: i/o timeout".formatted(uri.getAuthority());
                    case HttpTimeoutException _ -> "timeout awaiting response headers";
                    case UnresolvedAddressException _ ->
                            "dial tcp: lookup %s: no such host".formatted(uri.getHost());
                    case UnknownHostException _ ->
                            "dial tcp: lookup %s: no such host".formatted(uri.getHost());
                    case ConnectException _ ->
                            "dial tcp %s: connect: connection refused"
                                    .formatted(uri.getAuthority());
                    case SSLException tls -> insecure(String.valueOf(tls.getMessage()));
                    case Throwable other -> String.valueOf(other.getMessage());
                };
        return new RegistryException(
                RegistryException.Kind.UNAVAILABLE, "Get \"%s\": %s".formatted(shown(uri), why), e);
    }

    private static String insecure(String why) {
        return why.contains("nrecognized SSL message")
                ? "http: server gave HTTP response to HTTPS client; if that is meant to be, name the"
                        + " registry in insecure-registries"
                : "tls: failed to verify certificate: " + why;
    }

    /// The client wraps what it met, lookups twice.
    private static Throwable cause(IOException e) {
        Throwable cause = e;
        while (cause.getCause() != null
                && (cause instanceof ConnectException || cause.getClass() == IOException.class)) {
            cause = cause.getCause();
        }
        return cause instanceof java.nio.channels.ClosedChannelException ? e : cause;
    }

    /// Without the query, in which storage servers put signatures.
    static String shown(URI uri) {
        String text = uri.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }
}
