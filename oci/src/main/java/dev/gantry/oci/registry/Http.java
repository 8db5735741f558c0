package dev.gantry.oci.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Single HTTP exchanges, redirects included. Knows nothing of registries.
final class Http {
    private static final int MOST_REDIRECTS = 5;

    private final RegistryOptions options;
    private final Clients clients;

    Http(RegistryOptions options) {
        this.options = options;
        this.clients = new Clients(options);
    }

    /// Sends a request. `Authorization` goes to the server asked and to no other one.
    ///
    /// @return the answer, whose body the caller closes
    HttpResponse<InputStream> exchange(Ask ask, @Nullable String auth)
            throws IOException, InterruptedException {
        URI at = ask.uri();
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            boolean isHome = Endpoint.sameServer(ask.uri(), at);
            HttpResponse<InputStream> response = send(ask.at(at), isHome ? auth : null);
            String location = response.headers().firstValue("Location").orElse("");
            if (!ask.mayWander() || !isRedirect(response.statusCode()) || location.isEmpty()) {
                return response;
            }
            response.body().close();
            at = permitted(ask, at, location);
        }
        throw RegistryException.protocol(
                "%s: stopped after %d redirects".formatted(ask.shown(), MOST_REDIRECTS));
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /// Where a redirect leads. Not out of TLS, not to other schemes, and not from outside to what
    /// only this machine reaches.
    URI permitted(Ask ask, URI from, String location) throws RegistryException {
        try {
            URI to = from.resolve(location);
            boolean isSafe = Endpoint.isHttps(to);
            boolean isPlain =
                    Endpoint.scheme(to).equals("http")
                            && to.getAuthority() != null
                            && (Endpoint.scheme(from).equals("http")
                                    || options.insecure().areNamed(to.getAuthority()));
            if (to.getHost() != null && (isSafe || isPlain) && isOpen(from, to)) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            throw badRedirect(ask, e);
        }
        throw badRedirect(ask, null);
    }

    private boolean isOpen(URI from, URI to) {
        if (from.getHost().equalsIgnoreCase(to.getHost())
                || options.insecure().areNamed(to.getAuthority())) {
            return true;
        }
        boolean fromHere = InsecureRegistries.isLoopback(from.getHost());
        try {
            for (InetAddress address : InetAddress.getAllByName(to.getHost())) {
                if (address.isLinkLocalAddress()
                        || address.isAnyLocalAddress()
                        || address.isMulticastAddress()
                        || (address.isLoopbackAddress() && !fromHere)) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException e) {
            return true;
        }
    }

    private static RegistryException badRedirect(Ask ask, @Nullable Throwable cause) {
        return new RegistryException(
                RegistryException.Kind.PROTOCOL,
                ask.shown() + ": redirected to where it may not lead",
                cause);
    }

    private HttpResponse<InputStream> send(Ask ask, @Nullable String auth)
            throws IOException, InterruptedException {
        AtomicLong moved = new AtomicLong(System.nanoTime());
        HttpRequest request = request(ask, auth, moved);
        HttpClient client = clients.of(ask.uri());
        try {
            HttpResponse<InputStream> response =
                    ask.content() == null
                            ? client.send(request, HttpResponse.BodyHandlers.ofInputStream())
                            : await(client, request, moved);
            return answered(ask, response);
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw unreachable(ask, e);
        }
    }

    private HttpRequest request(Ask ask, @Nullable String auth, AtomicLong moved)
            throws RegistryException {
        Content content = ask.content();
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(ask.uri())
                            .setHeader("User-Agent", options.userAgent())
                            .method(
                                    ask.method(),
                                    content == null
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : content.publisher(moved));
            if (content == null) {
                request.timeout(options.stall());
            } else {
                request.setHeader("Content-Type", content.mediaType());
            }
            ask.headers().forEach(request::setHeader);
            if (auth != null) {
                request.setHeader("Authorization", auth);
            }
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new RegistryException(
                    RegistryException.Kind.PROTOCOL,
                    "%s: %s".formatted(ask.shown(), e.getMessage()),
                    e);
        }
    }

    /// Waits for the answer for as long as bytes go out, and then as long as one may say nothing.
    private HttpResponse<InputStream> await(
            HttpClient client, HttpRequest request, AtomicLong moved)
            throws IOException, InterruptedException {
        Future<HttpResponse<InputStream>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        try {
            for (long left = options.stall().toNanos(); left > 0; ) {
                try {
                    return answer.get(left, TimeUnit.NANOSECONDS);
                } catch (TimeoutException _) {
                    left = moved.get() + options.stall().toNanos() - System.nanoTime();
                }
            }
            throw new HttpTimeoutException("no answer");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    /// A server that speaks TLS answers a plain request in its own way.
    private static HttpResponse<InputStream> answered(Ask ask, HttpResponse<InputStream> response)
            throws IOException {
        String type = response.headers().firstValue("Content-Type").orElse("");
        boolean isPlain = Endpoint.scheme(ask.uri()).equals("http");
        if (isPlain && response.statusCode() == 400 && !type.contains("json")) {
            response.body().close();
            throw RegistryException.mismatched(ask.shown() + ": unexpected status code 400", null);
        }
        return response;
    }

    private static RegistryException unreachable(Ask ask, IOException e) {
        URI uri = ask.uri();
        boolean mayBeOther = true;
        String why;
        switch (cause(e)) {
            case HttpConnectTimeoutException _ ->
                    why = "dial tcp %s: i/o timeout".formatted(uri.getAuthority());
            case HttpTimeoutException _ -> {
                why = "timeout awaiting response headers";
                mayBeOther = false;
            }
            case UnresolvedAddressException _, UnknownHostException _ -> {
                why = "dial tcp: lookup %s: no such host".formatted(uri.getHost());
                mayBeOther = false;
            }
            case ConnectException _ ->
                    why = "dial tcp %s: connect: connection refused".formatted(uri.getAuthority());
            case SSLException tls -> why = insecure(String.valueOf(tls.getMessage()));
            case Throwable other -> why = String.valueOf(other.getMessage());
        }
        String message = "%s: %s".formatted(ask.shown(), why);
        return mayBeOther
                ? RegistryException.mismatched(message, e)
                : new RegistryException(RegistryException.Kind.UNAVAILABLE, message, e);
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
