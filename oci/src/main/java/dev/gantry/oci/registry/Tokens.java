package dev.gantry.oci.registry;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Answers challenges, with a token where one is asked for (distribution project, "Token
/// Authentication Specification"). Tokens are kept for as long as they hold.
final class Tokens {
    private record Key(URI server, String scope, Credentials credentials) {}

    private record Token(String value, long goodUntil) {}

    private static final int LARGEST_ANSWER = 1 << 20;
    private static final int MOST_TOKENS = 1000;
    private static final long SHORTEST_SECONDS = 60;

    private final Http http;
    private final RegistryOptions options;
    private final Map<Key, Token> tokens = new ConcurrentHashMap<>();

    Tokens(Http http, RegistryOptions options) {
        this.http = http;
        this.options = options;
    }

    /// The header to begin with, if it is known already.
    @Nullable String known(URI server, String scope, Credentials credentials) {
        if (credentials instanceof Credentials.RegistryToken(String token)) {
            return "Bearer " + token;
        }
        Token token = tokens.get(new Key(server, scope, credentials));
        return token == null || token.goodUntil - System.nanoTime() < 0 ? null : token.value;
    }

    /// The header that answers a challenge.
    ///
    /// @throws RegistryException of kind `DENIED` when we have nothing to answer with
    String answer(
            URI server, String scope, Credentials credentials, HttpResponse<InputStream> challenged)
            throws IOException, InterruptedException {
        tokens.remove(new Key(server, scope, credentials));
        for (Challenge challenge :
                Challenge.parse(challenged.headers().allValues("WWW-Authenticate"))) {
            if (challenge.scheme().equals("bearer")) {
                return token(server, scope, credentials, challenge);
            }
            if (challenge.scheme().equals("basic")
                    && credentials instanceof Credentials.Password password) {
                keep(new Key(server, scope, credentials), password.basic(), 3600);
                return password.basic();
            }
        }
        throw new RegistryException(
                RegistryException.Kind.DENIED,
                "Get \"%s\": no basic auth credentials".formatted(Http.shown(challenged.uri())));
    }

    private String token(URI server, String scope, Credentials credentials, Challenge challenge)
            throws IOException, InterruptedException {
        URI realm = realm(server, challenge);
        HttpResponse<InputStream> response =
                switch (credentials) {
                    case Credentials.IdentityToken(_, String token) ->
                            http.post(realm, refresh(challenge, scope, token));
                    case Credentials.Password password ->
                            http.get(query(realm, challenge, scope), Map.of(), password.basic());
                    case Credentials.Anonymous _, Credentials.RegistryToken _ ->
                            http.get(query(realm, challenge, scope), Map.of(), null);
                };
        byte[] body = Bodies.read(response.body(), LARGEST_ANSWER, options.stall());
        if (response.statusCode() != 200) {
            throw refused(realm, response.statusCode(), body);
        }
        JsonValue.Obj answer = parse(realm, body);
        String value = answer.text("token", answer.text("access_token", ""));
        if (value.isEmpty() || !value.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw nonsense(realm, null);
        }
        keep(new Key(server, scope, credentials), "Bearer " + value, seconds(answer));
        return "Bearer " + value;
    }

    private static long seconds(JsonValue.Obj answer) {
        return answer.get("expires_in").orElse(new JsonValue.Null()) instanceof JsonValue.Num number
                ? (long) Math.clamp(number.doubleValue(), 0, 86_400)
                : SHORTEST_SECONDS;
    }

    /// A tenth of the time is left as a margin for clocks and transfers.
    private void keep(Key key, String value, long seconds) {
        if (tokens.size() >= MOST_TOKENS) {
            tokens.clear();
        }
        long good = Duration.ofSeconds(seconds).toNanos() / 10 * 9;
        tokens.put(key, new Token(value, System.nanoTime() + good));
    }

    /// Where tokens are to be had. Secrets do not travel in the clear, unless the registry itself
    /// is spoken to so and hands out its tokens itself.
    private URI realm(URI server, Challenge challenge) throws RegistryException {
        try {
            URI realm = URI.create(challenge.parameter("realm"));
            boolean secure = "https".equalsIgnoreCase(realm.getScheme());
            boolean plain =
                    "http".equalsIgnoreCase(realm.getScheme())
                            && realm.getAuthority() != null
                            && (Endpoint.sameServer(server, realm)
                                    || options.isPlain(realm.getAuthority()));
            if (realm.getHost() != null && (secure || plain)) {
                return realm;
            }
        } catch (IllegalArgumentException e) {
            throw badRealm(server, challenge, e);
        }
        throw badRealm(server, challenge, null);
    }

    private static RegistryException badRealm(
            URI server, Challenge challenge, @Nullable Throwable cause) {
        return new RegistryException(
                RegistryException.Kind.PROTOCOL,
                "Get \"%s\": invalid token auth challenge realm: %s"
                        .formatted(server, challenge.parameter("realm")),
                cause);
    }

    private static URI query(URI realm, Challenge challenge, String scope) {
        StringBuilder query = new StringBuilder(realm.toString());
        char next = realm.getQuery() == null ? '?' : '&';
        if (!challenge.parameter("service").isEmpty()) {
            query.append(next).append("service=").append(encoded(challenge.parameter("service")));
            next = '&';
        }
        if (!scope.isEmpty()) {
            query.append(next).append("scope=").append(encoded(scope));
        }
        return URI.create(query.toString());
    }

    private static String refresh(Challenge challenge, String scope, String token) {
        return "grant_type=refresh_token&client_id=gantry&service="
                + encoded(challenge.parameter("service"))
                + "&scope="
                + encoded(scope)
                + "&refresh_token="
                + encoded(token);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static RegistryException refused(URI realm, int status, byte[] body) {
        RegistryErrors.Said said = RegistryErrors.said(body);
        RegistryException.Kind kind =
                status == 401 || status == 403
                        ? RegistryException.Kind.DENIED
                        : status == 429 || status >= 500
                                ? RegistryException.Kind.UNAVAILABLE
                                : RegistryException.Kind.PROTOCOL;
        String why =
                kind == RegistryException.Kind.DENIED && said.code().isEmpty()
                        ? "unauthorized: incorrect username or password"
                        : said.orStatus(status);
        return new RegistryException(kind, "Get \"%s\": %s".formatted(Http.shown(realm), why));
    }

    private static JsonValue.Obj parse(URI realm, byte[] body) throws RegistryException {
        try {
            if (Json.parse(body) instanceof JsonValue.Obj answer) {
                return answer;
            }
        } catch (JsonException e) {
            throw nonsense(realm, e);
        }
        throw nonsense(realm, null);
    }

    private static RegistryException nonsense(URI realm, @Nullable Throwable cause) {
        return new RegistryException(
                RegistryException.Kind.PROTOCOL,
                "Get \"%s\": authorization server did not include a token in the response"
                        .formatted(Http.shown(realm)),
                cause);
    }
}
