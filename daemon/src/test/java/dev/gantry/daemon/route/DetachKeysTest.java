package dev.gantry.daemon.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.engine.EngineException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetachKeysTest {
    private final ByteArrayOutputStream onward = new ByteArrayOutputStream();

    private boolean type(DetachKeys.Watch watch, String keys) {
        byte[] typed = keys.getBytes(StandardCharsets.ISO_8859_1);
        return watch.pass(typed, typed.length, onward);
    }

    private String passed() {
        return onward.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void theStandardKeysDetach() {
        DetachKeys.Watch watch = DetachKeys.parse("").new Watch();
        assertThat(type(watch, "ab\u0010\u0011cd")).isTrue();
        assertThat(passed()).isEqualTo("ab");
    }

    @Test
    void theyMayComeOneByOne() {
        DetachKeys.Watch watch = DetachKeys.parse("").new Watch();
        assertThat(type(watch, "\u0010")).isFalse();
        assertThat(passed()).isEmpty();
        assertThat(type(watch, "\u0011")).isTrue();
    }

    @Test
    void whatOnlyBeginsLikeThemIsPassedOn() {
        DetachKeys.Watch watch = DetachKeys.parse("").new Watch();
        assertThat(type(watch, "\u0010x\u0010\u0010")).isFalse();
        assertThat(passed()).isEqualTo("\u0010x\u0010");
        assertThat(type(watch, "\u0011")).isTrue();
        assertThat(passed()).isEqualTo("\u0010x\u0010");
    }

    @Test
    void keysMayBeChosen() {
        assertThat(DetachKeys.parse("a,ctrl-a,ctrl-@,ctrl-_").sequence())
                .containsExactly('a', 1, 0, 31);
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "ctrl-", "ctrl-ab", "ctrl-1", ",", "a,"})
    void othersAreRefused(String keys) {
        assertThatThrownBy(() -> DetachKeys.parse(keys))
                .isInstanceOf(EngineException.class)
                .hasMessage("Invalid detach keys (%s) provided".formatted(keys));
    }
}
