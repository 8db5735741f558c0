package dev.gantry.oci.registry;

import dev.gantry.oci.Document;
import dev.gantry.oci.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Requests with whatever authorization the registry wants, and refusals as exceptions.
final class Conversation {
    private static final int LARGEST_ERROR = 1 << 16;

    private final RegistryOptions options;
    private final Http http;
    private final Tokens tokens;

    Conversation(RegistryOptions options) {
        this.options = options;
        this.http = new Http(options);
        this.tokens = new Tokens(http, options);
    }

    /// An answer whose body is still to come.
    final class Reply {
        private final HttpResponse<InputStream> response;

        private Reply(HttpResponse<InputStream> response) {
            this.response = response;
        }

        int status() {
            return response.statusCode();
        }

        /// A header, or an empty text.
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /// Where we ended up.
        URI uri() {
            return response.uri();
        }

        InputStream body() {
            return new Bodies.Watched(response.body(), options.stall());
        }

        /// All of a short body.
        byte[] bytes() throws IOException, InterruptedException {
            return Bodies.read(response.body(), Document.LARGEST, options.stall());
        }

        /// What does not matter.
        void discard() throws IOException {
            response.body().close();
        }

        /// The whole of a document.
        ///
        /// @throws RegistryException also when the answer is a refusal
        byte[] document(ImageReference ref, boolean manifest)
                throws IOException, InterruptedException {
            if (status() != 200) {
                throw refusal(ref, manifest);
            }
            return Bodies.read(response.body(), Document.LARGEST, options.stall());
        }

        /// What to throw when this is not the answer hoped for. Reads the body.
        RegistryException refusal(ImageReference ref, boolean manifest)
                throws InterruptedException {
            return RegistryErrors.of(ref, response.uri(), status(), error(response), manifest)
                    .after(Conversation.retryAfter(header("Retry-After")));
        }

        /// What to throw when something sent was not taken. Reads the body.
        RegistryException notTaken(ImageReference ref) throws InterruptedException {
            String said =
                    "%s%s \"%s\""
                            .formatted(
                                    response.request().method().charAt(0),
                                    response.request()
                                            .method()
                                            .substring(1)
                                            .toLowerCase(Locale.ROOT),
                                    Http.shown(response.uri()));
            return RegistryErrors.ofPush(ref, said, status(), error(response))
                    .after(Conversation.retryAfter(header("Retry-After")));
        }
    }

    /// Sends a request to a registry, as whom it takes us for.
    Reply ask(Endpoint endpoint, Ask ask, Scope scope, Credentials credentials)
            throws IOException, InterruptedException {
        Credentials shown = endpoint.isMirror() ? Credentials.ANONYMOUS : credentials;
        if (!Endpoint.sameServer(endpoint.server(), ask.uri())) {
            return new Reply(http.exchange(ask, null));
        }
        @Nullable String known = tokens.known(endpoint.server(), scope, shown);
        HttpResponse<InputStream> response = http.exchange(ask, known);
        if (response.statusCode() != 401 || !Endpoint.sameServer(ask.uri(), response.uri())) {
            return new Reply(response);
        }
        response.body().close();
        String answer = tokens.answer(endpoint.server(), scope, shown, response);
        return new Reply(http.exchange(ask, answer));
    }

    /// A place a descriptor names for its blob.
    ///
    /// @throws RegistryException when a registry may not send us there
    URI elsewhere(URI registry, String url) throws RegistryException {
        return http.permitted(Ask.get(registry), registry, url);
    }

    /// A request that no token is fetched for.
    Reply plain(Ask ask, Credentials credentials) throws IOException, InterruptedException {
        String auth = credentials instanceof Credentials.Password p ? p.basic() : null;
        return new Reply(http.exchange(ask, auth));
    }

    /// @return a token to be kept instead of the password, or empty
    String login(Endpoint endpoint, Credentials credentials)
            throws IOException, InterruptedException {
        Ask ask = Ask.get(endpoint.root());
        HttpResponse<InputStream> response = http.exchange(ask, null);
        String identity = "";
        if (response.statusCode() == 401 && Endpoint.sameServer(ask.uri(), response.uri())) {
            response.body().close();
            Tokens.Login login = tokens.login(endpoint.server(), credentials, response);
            identity = login.identity();
            response = http.exchange(ask, login.header());
        }
        byte[] body = error(response);
        if (response.statusCode() != 200) {
            throw notLoggedIn(ask, response.statusCode(), RegistryErrors.said(body));
        }
        return identity;
    }

    private static RegistryException notLoggedIn(Ask ask, int status, RegistryErrors.Said said) {
        boolean denied = status == 401 || status == 403;
        RegistryException.Kind kind =
                denied
                        ? RegistryException.Kind.DENIED
                        : status == 429 || status >= 500
                                ? RegistryException.Kind.UNAVAILABLE
                                : RegistryException.Kind.PROTOCOL;
        String why =
                denied
                        ? said.or("unauthorized: incorrect username or password")
                        : said.orStatus(status);
        return new RegistryException(kind, ask.shown() + ": " + why);
    }

    /// The body of a refusal; what cannot be read of it does not matter.
    private byte[] error(HttpResponse<InputStream> response) throws InterruptedException {
        try {
            return Bodies.read(response.body(), LARGEST_ERROR, options.stall());
        } catch (IOException e) {
            if (Thread.interrupted()) {
                InterruptedException interrupted = new InterruptedException("registry");
                interrupted.initCause(e);
                throw interrupted;
            }
            return new byte[0];
        }
    }

    /// Seconds, or a date (RFC 9110, section 10.2.3).
    private static Duration retryAfter(String header) {
        if (header.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(header));
        }
        try {
            Instant when =
                    ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            Duration wait = Duration.between(Instant.now(), when);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeParseException _) {
            return Duration.ZERO;
        }
    }
}
