package dev.gantry.daemon.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.engine.EngineException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiltersTest {
    private static final Set<String> KNOWN = Set.of("name", "label", "dangling");

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":[\"a\"]}", "{\"name\":{\"a\":true,\"b\":false}}"})
    void bothFormsAreRead(String text) {
        assertThat(Filters.parse(text, KNOWN).all("name")).containsExactly("a");
    }

    @Test
    void nothingAskedFitsEverything() {
        assertThat(Filters.parse("", KNOWN).matches("name", "x")).isTrue();
    }

    @Test
    void oneOfTheValuesMustFit() {
        Filters filters = Filters.parse("{\"name\":[\"^web\",\"db\"]}", KNOWN);
        assertThat(filters.matches("name", "web-1")).isTrue();
        assertThat(filters.matches("name", "my-db")).isTrue();
        assertThat(filters.matches("name", "my-web")).isFalse();
    }

    @Test
    void allLabelsMustBeThere() {
        Filters filters = Filters.parse("{\"label\":[\"a\",\"b=c\"]}", KNOWN);
        assertThat(filters.labelsFit(Map.of("a", "", "b", "c"))).isTrue();
        assertThat(filters.labelsFit(Map.of("a", "", "b", "x"))).isFalse();
        assertThat(filters.labelsFit(Map.of("b", "c"))).isFalse();
    }

    @Test
    void unknownNamesAreRefused() {
        assertThatThrownBy(() -> Filters.parse("{\"foo\":[\"x\"]}", KNOWN))
                .isInstanceOf(EngineException.class)
                .hasMessage("invalid filter 'foo'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "[]", "{\"name\":5}", "{\"name\":[5]}", "{"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> Filters.parse(text, KNOWN))
                .isInstanceOf(EngineException.class)
                .hasMessage("invalid filter");
    }

    @Test
    void flagsAreTrueOrFalse() {
        assertThat(Filters.parse("{\"dangling\":[\"true\"]}", KNOWN).flag("dangling", false))
                .isTrue();
        assertThatThrownBy(() ->
                        Filters.parse("{\"dangling\":[\"x\"]}", KNOWN).flag("dangling", false))
                .hasMessage("invalid filter 'dangling=[x]'");
    }
}
