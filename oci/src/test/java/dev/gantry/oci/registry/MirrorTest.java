package dev.gantry.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.oci.ImageReference;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MirrorTest {
    @ParameterizedTest
    @CsvSource({
        "https://m.example, busybox, library/busybox",
        "https://m.example/hub/, busybox, hub/library/busybox",
        "https://m.example, ghcr.io/a/b, ''",
        "ghcr.io=https://m.example/ghcr, ghcr.io/a/b, ghcr/a/b",
        "ghcr.io=https://m.example, busybox, ''",
        "ghcr.io/acme=https://m.example/x, ghcr.io/acme/b, x/b",
        "ghcr.io/acme=https://m.example/x, ghcr.io/acmes/b, ''",
        "localhost:5000=http://m.example:1, localhost:5000/b, b",
    })
    void aMirrorRewritesPaths(String mirror, String image, String path) {
        assertThat(Mirror.parse(mirror).pathOf(ImageReference.parse(image)).orElse(""))
                .isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({"ftp://x", "x", "=https://x", "https://u:p@x", "https://x?y", "a b=https://x"})
    void whatIsNoMirrorIsRefused(String text) {
        assertThatThrownBy(() -> Mirror.parse(text)).hasMessageStartingWith("invalid mirror: ");
    }

    @Test
    void insecureRegistriesAreNamedOrInNetworks() {
        InsecureRegistries insecure =
                InsecureRegistries.of(Set.of("reg.example:5000", "10.1.0.0/16", "fd00::/8"));
        assertThat(insecure.contain("REG.example:5000")).isTrue();
        assertThat(insecure.contain("reg.example")).isFalse();
        assertThat(insecure.contain("10.1.255.9:80")).isTrue();
        assertThat(insecure.contain("10.2.0.1")).isFalse();
        assertThat(insecure.contain("[fd00::5]:5000")).isTrue();
        assertThat(insecure.contain("localhost:1")).isTrue();
        assertThat(insecure.contain("127.9.9.9")).isTrue();
        assertThat(insecure.areNamed("127.9.9.9")).isFalse();
        assertThatThrownBy(() -> InsecureRegistries.of(Set.of("10.0.0.0/33")))
                .hasMessage("insecure registry 10.0.0.0/33 is not valid");
        assertThatThrownBy(() -> InsecureRegistries.of(Set.of("http://x")))
                .hasMessageContaining("should not contain '://'");
    }
}
