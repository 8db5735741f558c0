package dev.gantry.oci.registry;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Answers challenges, with a token where one is asked for (distribution project, "Token
/// Authentication Specification"). Tokens are kept for as long as they hold.
final class Tokens {
    private record Key(URI server, Scope scope, Credentials credentials) {}

    private record Token(String value, long goodUntil) {}

    private static final int LARGEST_ANSWER = 1 << 20;
    private static final int MOST_TOKENS = 1000;
    private static final long SHORTEST_SECONDS = 60;
    private static final String CLIENT = "gantry";

    private final Http http;
    private final RegistryOptions options;
    private final Map<Key, Token> tokens = new ConcurrentHashMap<>();

    Tokens(Http http, RegistryOptions options) {
        this.http = http;
        this.options = options;
    }

    /// The header to begin with, if it is known already.
    @Nullable String known(URI server, Scope scope, Credentials credentials) {
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
            URI server, Scope scope, Credentials credentials, HttpResponse<InputStream> challenged)
            throws IOException, InterruptedException {
        tokens.remove(new Key(server, scope, credentials));
        for (Challenge challenge :
                Challenge.parse(challenged.headers().allValues("WWW-Authenticate"))) {
            if (challenge.scheme().equals("bearer")) {
                JsonValue.Obj answer = fetch(server, scope, credentials, challenge, false);
                String header = "Bearer " + token(challenge, answer);
                keep(new Key(server, scope, credentials), header, seconds(answer));
                return header;
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

    /// What a login brings.
    ///
    /// @param header to be shown
    /// @param identity a token to be kept instead of the password, or empty
    record Login(String header, String identity) {}

    /// As {@link #answer}, and asks for a token to be kept for later.
    Login login(URI server, Credentials credentials, HttpResponse<InputStream> challenged)
            throws IOException, InterruptedException {
        for (Challenge challenge :
                Challenge.parse(challenged.headers().allValues("WWW-Authenticate"))) {
            if (challenge.scheme().equals("bearer")) {
                JsonValue.Obj answer = fetch(server, Scope.NONE, credentials, challenge, true);
                return new Login(
                        "Bearer " + token(challenge, answer), answer.text("refresh_token", ""));
            }
        }
        return new Login(answer(server, Scope.NONE, credentials, challenged), "");
    }

    private JsonValue.Obj fetch(
            URI server, Scope scope, Credentials credentials, Challenge challenge, boolean offline)
            throws IOException, InterruptedException {
        Realm realm = Realm.of(server, challenge, options);
        if (!realm.mayKnow() && !(credentials instanceof Credentials.Anonymous)) {
            throw realm.refused(server);
        }
        Ask ask = ask(realm.uri(), scope, credentials, challenge, offline);
        @Nullable String auth =
                credentials instanceof Credentials.Password password ? password.basic() : null;
        HttpResponse<InputStream> response = http.exchange(ask, auth);
        byte[] body = Bodies.read(response.body(), LARGEST_ANSWER, options.stall());
        if (response.statusCode() != 200) {
            throw refused(realm.uri(), response.statusCode(), body);
        }
        return parse(realm.uri(), body);
    }

    private static Ask ask(
            URI realm, Scope scope, Credentials credentials, Challenge challenge, boolean offline) {
        if (credentials instanceof Credentials.IdentityToken(_, String token)) {
            return Ask.of("POST", realm, Content.form(refresh(challenge, scope, token)));
        }
        String account = credentials instanceof Credentials.Password(String user, _) ? user : "";
        return Ask.get(query(realm, challenge, scope, account, offline));
    }

    private static String token(Challenge challenge, JsonValue.Obj answer)
            throws RegistryException {
        String value = answer.text("token", answer.text("access_token", ""));
        if (value.isEmpty() || !value.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw nonsense(URI.create(challenge.parameter("realm")), null);
        }
        return value;
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

    private static URI query(
            URI realm, Challenge challenge, Scope scope, String account, boolean offline) {
        StringBuilder query = new StringBuilder();
        add(query, "account", account);
        add(query, "client_id", offline ? CLIENT : "");
        add(query, "offline_token", offline ? "true" : "");
        add(query, "service", challenge.parameter("service"));
        scope.parts().forEach(part -> add(query, "scope", part));
        return Queries.with(realm, query.isEmpty() ? "" : query.substring(1));
    }

    private static void add(StringBuilder query, String name, String value) {
        if (!value.isEmpty()) {
            query.append('&').append(name).append('=').append(Queries.encoded(value));
        }
    }

    private static String refresh(Challenge challenge, Scope scope, String token) {
        return "grant_type=refresh_token&client_id="
                + CLIENT
                + "&service="
                + Queries.encoded(challenge.parameter("service"))
                + "&scope="
                + Queries.encoded(String.join(" ", scope.parts()))
                + "&refresh_token="
                + Queries.encoded(token);
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
