package dev.gantry.daemon.wire;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.oci.registry.Credentials;
import java.util.Base64;

/// The `X-Registry-Auth` header: JSON in base64 for URLs.
public final class CredentialsWire {
    private CredentialsWire() {}

    /// @param header empty for none
    public static Credentials parse(String header) {
        if (header.isEmpty()) {
            return Credentials.ANONYMOUS;
        }
        try {
            byte[] text = Base64.getUrlDecoder().decode(header.replace('+', '-').replace('/', '_'));
            return Json.parse(text) instanceof JsonValue.Obj fields
                    ? of(fields)
                    : Credentials.ANONYMOUS;
        } catch (IllegalArgumentException | JsonException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID, "invalid X-Registry-Auth header", e);
        }
    }

    /// What the fields of an `AuthConfig` say.
    static Credentials of(JsonValue.Obj fields) {
        String user = fields.text("username", "");
        String token = fields.text("identitytoken", "");
        String bearer = fields.text("registrytoken", "");
        if (!bearer.isEmpty()) {
            return new Credentials.RegistryToken(bearer);
        }
        if (!token.isEmpty()) {
            return new Credentials.IdentityToken(user, token);
        }
        return user.isEmpty()
                ? Credentials.ANONYMOUS
                : new Credentials.Password(user, fields.text("password", ""));
    }
}
