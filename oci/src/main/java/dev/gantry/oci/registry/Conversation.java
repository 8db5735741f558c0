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
import java.util.Map;
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

        InputStream body() {
            return new Bodies.Watched(response.body(), options.stall());
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
    }

    Reply get(
            Endpoint endpoint,
            URI uri,
            ImageReference ref,
            Credentials credentials,
            Map<String, String> headers)
            throws IOException, InterruptedException {
        String scope = "repository:" + ref.path() + ":pull";
        Credentials shown = endpoint.isMirror() ? Credentials.ANONYMOUS : credentials;
        return new Reply(authorized(endpoint, uri, scope, shown, headers));
    }

    Reply login(Endpoint endpoint, Credentials credentials)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                authorized(endpoint, endpoint.root(), "", credentials, Map.of());
        RegistryErrors.Said said = RegistryErrors.said(error(response));
        int status = response.statusCode();
        if (status == 200) {
            return new Reply(response);
        }
        boolean denied = status == 401 || status == 403;
        throw new RegistryException(
                denied
                        ? RegistryException.Kind.DENIED
                        : status == 429 || status >= 500
                                ? RegistryException.Kind.UNAVAILABLE
                                : RegistryException.Kind.PROTOCOL,
                "Get \"%s\": %s"
                        .formatted(
                                endpoint.root(),
                                denied
                                        ? said.or("unauthorized: incorrect username or password")
                                        : said.orStatus(status)));
    }

    private HttpResponse<InputStream> authorized(
            Endpoint endpoint,
            URI uri,
            String scope,
            Credentials credentials,
            Map<String, String> headers)
            throws IOException, InterruptedException {
        @Nullable String known = tokens.known(endpoint.base(), scope, credentials);
        HttpResponse<InputStream> response = http.get(uri, headers, known);
        if (response.statusCode() != 401 || !Endpoint.sameServer(uri, response.uri())) {
            return response;
        }
        response.body().close();
        String answer = tokens.answer(endpoint.base(), scope, credentials, response);
        return http.get(uri, headers, answer);
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
