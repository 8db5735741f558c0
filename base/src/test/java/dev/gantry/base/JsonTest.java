package dev.gantry.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {
    @PascalCase
    record Inner(
            @Nullable String user,
            @JsonAbsent(JsonAbsent.Rule.PRINT_NULL) @Nullable List<String> cmd) {}

    @PascalCase
    record Outer(
            @JsonName("ID") @Nullable String id,
            long memory,
            @Nullable Boolean init,
            @Nullable Inner config,
            @Nullable Map<String, Inner> byName,
            @JsonAbsent(JsonAbsent.Rule.OMIT_EMPTY) int count,
            @Nullable Instant created) {}

    private static Outer read(String text) throws JsonException {
        return Json.read(Outer.class, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsFieldsByNameInAnyCaseAndIgnoresTheRest() throws Exception {
        Outer outer =
                read(
                        "{\"id\":\"x\",\"MEMORY\":5,\"Nope\":{},\"Config\":{\"User\":\"me\",\"Cmd\":null}}");
        assertThat(outer.id()).isEqualTo("x");
        assertThat(outer.memory()).isEqualTo(5);
        assertThat(outer.config()).isEqualTo(new Inner("me", null));
    }

    @Test
    void anExactNameWinsOverOneInAnotherCase() throws Exception {
        assertThat(read("{\"memory\":1,\"Memory\":2}").memory()).isEqualTo(2);
    }

    @Test
    void wrongTypesNameTheField() {
        assertThatThrownBy(() -> read("{\"Config\":{\"Cmd\":\"sh\"}}"))
                .isInstanceOf(JsonException.class)
                .hasMessage(
                        "json: cannot unmarshal string into Go struct field Outer.Config.Cmd of type []string");
        assertThatThrownBy(() -> read("{\"Memory\":1.5}"))
                .hasMessageContaining("number 1.5")
                .hasMessageContaining("int64");
        assertThatThrownBy(() -> read("{\"Memory\":9223372036854775808}"))
                .isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> read("{\"Memory\":1e999999999}"))
                .isInstanceOf(JsonException.class);
        assertThat(9223372036854775807L)
                .isEqualTo(readUnchecked("{\"Memory\":9223372036854775807}").memory());
    }

    private static Outer readUnchecked(String text) {
        try {
            return read(text);
        } catch (JsonException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void depthIsLimitedAndTrailingTextRefused() {
        assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.parse("{} {}")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.parse("")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.parse("{\"a\":")).isInstanceOf(JsonException.class);
    }

    @Test
    void duplicateFieldsAreRefusedWhereAsked() throws Exception {
        byte[] twice = "{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8);
        assertThat(Json.print(Json.parse(twice))).isEqualTo("{\"a\":2}");
        assertThatThrownBy(() -> Json.parseUnambiguous(twice)).isInstanceOf(JsonException.class);
    }

    @Test
    void printsAsGoDoes() {
        Outer outer =
                new Outer(
                        "x",
                        0,
                        null,
                        new Inner(null, null),
                        Map.of(),
                        0,
                        Instant.parse("2026-01-02T03:04:05.120Z"));
        assertThat(Json.print(outer))
                .isEqualTo(
                        "{\"ID\":\"x\",\"Memory\":0,\"Config\":{\"Cmd\":null},\"ByName\":{},\"Created\":\"2026-01-02T03:04:05.12Z\"}");
    }

    @Test
    void readsAStreamOfDocuments() throws Exception {
        var in =
                new ByteArrayInputStream("{\"a\":1}\r\n{\"b\":2}".getBytes(StandardCharsets.UTF_8));
        try (var documents = Json.documents(in)) {
            assertThat(documents.next()).isEqualTo(Json.parse("{\"a\":1}"));
            assertThat(documents.next()).isEqualTo(Json.parse("{\"b\":2}"));
            assertThat(documents.next()).isNull();
        }
    }
}
