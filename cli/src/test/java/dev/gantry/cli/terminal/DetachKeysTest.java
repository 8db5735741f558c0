package dev.gantry.cli.terminal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DetachKeysTest {
    private static String type(DetachKeys keys, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        return new String(keys.pass(bytes, bytes.length), ISO_8859_1);
    }

    @Test
    void theStandardKeysDetachWhetherTypedTogetherOrApart() {
        DetachKeys together = DetachKeys.parse("");
        assertThat(type(together, "ab\u0010\u0011cd")).isEqualTo("ab");
        assertThat(together.detached()).isTrue();

        DetachKeys apart = DetachKeys.parse("");
        assertThat(type(apart, "ab\u0010")).isEqualTo("ab");
        assertThat(apart.detached()).isFalse();
        assertThat(type(apart, "\u0011")).isEmpty();
        assertThat(apart.detached()).isTrue();
    }

    @Test
    void aBeginningThatComesToNothingIsPassedOn() {
        DetachKeys keys = DetachKeys.parse("");

        assertThat(type(keys, "a\u0010")).isEqualTo("a");
        assertThat(type(keys, "b")).isEqualTo("\u0010b");
        assertThat(type(keys, "\u0010\u0010")).isEqualTo("\u0010");
        assertThat(type(keys, "\u0011")).isEmpty();
        assertThat(keys.detached()).isTrue();
    }

    @Test
    void otherKeysMayBeChosen() {
        DetachKeys keys = DetachKeys.parse("ctrl-a,x,ctrl-@,DEL,ctrl-[");

        assertThat(type(keys, "\u0010\u0011\u0001x\0\u007f\u001bz")).isEqualTo("\u0010\u0011");
        assertThat(keys.detached()).isTrue();
        assertThatThrownBy(() -> DetachKeys.parse("ctrl-1,xx")).hasMessageContaining("ctrl-1");
    }
}
