package dev.gantry.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageReferenceTest {
    @ParameterizedTest
    @CsvSource({
        "busybox, docker.io/library/busybox, busybox",
        "busybox:1, docker.io/library/busybox:1, busybox:1",
        "a/b:1, docker.io/a/b:1, a/b:1",
        "docker.io/busybox, docker.io/library/busybox, busybox",
        "index.docker.io/a/b, docker.io/a/b, a/b",
        "localhost/x, localhost/x, localhost/x",
        "localhost:5000/x:y, localhost:5000/x:y, localhost:5000/x:y",
        "h.io/a__b/c-d.e:T_1, h.io/a__b/c-d.e:T_1, h.io/a__b/c-d.e:T_1",
        "[::1]:5000/x, [::1]:5000/x, [::1]:5000/x",
        "Host/x, Host/x, Host/x"
    })
    void namesAreNormalisedAsDockerDoes(String text, String whole, String familiar) {
        ImageReference reference = ImageReference.parse(text);
        assertThat(reference).hasToString(whole);
        assertThat(reference.familiar()).isEqualTo(familiar);
        assertThat(ImageReference.parse(whole)).isEqualTo(reference);
    }

    @Test
    void tagAndDigestMayBothBeGiven() {
        String digest = "sha256:" + "a".repeat(64);
        ImageReference both = ImageReference.parse("x:1@" + digest);
        assertThat(both.tag()).isEqualTo("1");
        assertThat(both.version()).contains(digest);
        assertThat(both.withDefaultTag()).isEqualTo(both);
        assertThat(ImageReference.parse("x").withDefaultTag().tag()).isEqualTo("latest");
        assertThat(ImageReference.parse("a".repeat(62) + "/x")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'', invalid reference format",
        "a:, invalid reference format",
        ":a, invalid reference format",
        "a@sha256:1, invalid reference format",
        "a//b, invalid reference format",
        "-a, invalid reference format",
        "a/, invalid reference format",
        "/a, invalid reference format",
        "a b, invalid reference format",
        "h.io/../x, invalid reference format",
        "Busybox, invalid reference format: repository name (library/Busybox) must be lowercase",
        "a/B, invalid reference format: repository name (a/B) must be lowercase"
    })
    void badNamesAreRefusedInDockersWords(String text, String message) {
        assertThatThrownBy(() -> ImageReference.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void longNamesAreRefused() {
        assertThatThrownBy(() -> ImageReference.parse("x/" + "a".repeat(255)))
                .hasMessage("repository name must not be more than 255 characters");
        assertThatThrownBy(() -> ImageReference.parse("x:" + "a".repeat(129)))
                .hasMessage("invalid reference format");
        assertThatThrownBy(() -> ImageReference.parse("a".repeat(64)))
                .hasMessageContaining("cannot specify 64-byte hexadecimal strings");
    }
}
