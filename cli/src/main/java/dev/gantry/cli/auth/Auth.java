package dev.gantry.cli.auth;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// What is shown to a registry.
///
/// @param identity a token kept in place of a password, or empty
public record Auth(String server, String user, String password, String identity) {
    /// How credential helpers mark that a secret is an identity token.
    private static final String TOKEN = "<token>";

    /// As helpers give it.
    static Auth of(String server, String user, String secret) {
        return user.equals(TOKEN)
                ? new Auth(server, "", "", secret)
                : new Auth(server, user, secret, "");
    }

    String helperUser() {
        return identity.isEmpty() ? user : TOKEN;
    }

    String secret() {
        return identity.isEmpty() ? password : identity;
    }

    /// Docker's `AuthConfig`.
    public JsonValue.Obj json() {
        JsonValue.Builder fields = JsonValue.object();
        put(fields, "username", user);
        put(fields, "password", password);
        put(fields, "serveraddress", server);
        put(fields, "identitytoken", identity);
        return fields.build();
    }

    private static void put(JsonValue.Builder fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, value);
        }
    }

    /// As the header `X-Registry-Auth` carries it.
    String header() {
        return Base64.getUrlEncoder()
                .encodeToString(Json.print(json()).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Auth[server=%s, user=%s]".formatted(server, user);
    }
}
