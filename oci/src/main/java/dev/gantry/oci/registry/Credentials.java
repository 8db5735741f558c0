package dev.gantry.oci.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// What a user shows to a registry.
public sealed interface Credentials {
    Credentials ANONYMOUS = new Anonymous();

    /// Nothing.
    record Anonymous() implements Credentials {}

    /// A name and a password or access token.
    record Password(String user, String secret) implements Credentials {
        String basic() {
            byte[] pair = (user + ":" + secret).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }

        @Override
        public String toString() {
            return "Password[user=" + user + "]";
        }
    }

    /// A refresh token a registry has given earlier (Docker's `identitytoken`).
    record IdentityToken(String user, String token) implements Credentials {
        @Override
        public String toString() {
            return "IdentityToken[user=" + user + "]";
        }
    }

    /// A bearer token to be shown as it is (Docker's `registrytoken`).
    record RegistryToken(String token) implements Credentials {
        @Override
        public String toString() {
            return "RegistryToken[]";
        }
    }
}
