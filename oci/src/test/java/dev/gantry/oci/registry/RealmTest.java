package dev.gantry.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealmTest {
    private static final RegistryOptions OPTIONS = RegistryOptions.defaults("test/1");

    private static Realm realm(String server, String realm, RegistryOptions options)
            throws RegistryException {
        return Realm.of(
                URI.create(server), new Challenge("bearer", Map.of("realm", realm)), options);
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry-1.docker.io, https://auth.docker.io/token, true",
        "https://ghcr.io, https://ghcr.io/token, true",
        "https://quay.io, https://auth.quay.io/x, true",
        "https://registry.gitlab.com, https://gitlab.com/jwt/auth, true",
        "https://registry.corp.co.uk, https://sso.corp.co.uk/t, true",
        "https://reg.example:5000, https://reg.example:5001/t, true",
        "https://ghcr.io, https://ghcr.io.evil.example/token, false",
        "https://corp.co.uk, https://evil.co.uk/token, false",
        "https://registry-1.docker.io, https://evil.io/token, false",
        "https://192.0.2.1, https://192.0.2.2/token, false",
    })
    void secretsGoToTheRegistrysOwner(String server, String realm, boolean mayKnow)
            throws Exception {
        assertThat(realm(server, realm, OPTIONS).mayKnow()).isEqualTo(mayKnow);
    }

    @ParameterizedTest
    @CsvSource({
        "https://ghcr.io, http://ghcr.io/token",
        "https://ghcr.io, http://127.0.0.1/token",
        "https://ghcr.io, file:///etc/passwd",
        "https://ghcr.io, ''",
        "https://ghcr.io, https://user@ghcr.io/token",
        "http://reg.example, http://other.example/token",
    })
    void whatMayNotBeAskedIsRefused(String server, String realm) {
        assertThatThrownBy(() -> realm(server, realm, OPTIONS))
                .hasMessageContaining("invalid token auth challenge realm");
    }

    @Test
    void anAdministratorMayNameAnotherTokenServer() throws Exception {
        RegistryOptions named = OPTIONS.withTokenServers(Set.of("api.scaleway.com"));
        String realm = "https://api.scaleway.com/registry-internal/token";
        assertThat(realm("https://rg.fr-par.scw.cloud", realm, OPTIONS).mayKnow()).isFalse();
        assertThat(realm("https://rg.fr-par.scw.cloud", realm, named).mayKnow()).isTrue();
    }
}
