package dev.gantry.daemon.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.base.Json;
import dev.gantry.engine.event.Event;
import dev.gantry.oci.registry.Credentials;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Small things that clients read as text.
class WordsTest {
    @ParameterizedTest
    @CsvSource({
        "0, Less than a second",
        "1, 1 second",
        "59, 59 seconds",
        "60, About a minute",
        "3599, 59 minutes",
        "3600, About an hour",
        "7200, 2 hours",
        "172800, 2 days",
        "1209600, 2 weeks",
        "5184000, 2 months",
        "63072000, 2 years"
    })
    void durationsReadAsDockersDo(long seconds, String words) {
        assertThat(HumanDuration.of(Duration.ofSeconds(seconds))).isEqualTo(words);
    }

    @Test
    void barsGrow() {
        assertThat(ProgressWire.bar(500, 1000))
                .isEqualTo("[" + "=".repeat(25) + ">" + " ".repeat(24) + "]     500B/1kB");
        assertThat(ProgressWire.bar(1_234_567, 0)).isEqualTo(" 1.235MB");
    }

    @Test
    void linesAboutLayersHaveADetail() {
        assertThat(Json.print(ProgressWire.status("abc", "Pulling fs layer")))
                .isEqualTo(
                        "{\"status\":\"Pulling fs layer\",\"progressDetail\":{},\"id\":\"abc\"}");
        assertThat(Json.print(ProgressWire.status("latest", "Pulling from library/x")))
                .isEqualTo("{\"status\":\"Pulling from library/x\",\"id\":\"latest\"}");
        assertThat(Json.print(ProgressWire.status("", "Digest: x")))
                .isEqualTo("{\"status\":\"Digest: x\"}");
    }

    @Test
    void commandsAreQuotedWhereTheyHaveSpaces() {
        assertThat(ContainerWire.command(List.of("sh", "-c", "sleep 1")))
                .isEqualTo("sh -c 'sleep 1'");
    }

    @ParameterizedTest
    @CsvSource({
        "1.5, 1970-01-01T00:00:01.500Z",
        "1136073600.000000001, 2006-01-01T00:00:00.000000001Z",
        "2006-01-02T15:04:05Z, 2006-01-02T15:04:05Z",
        "-1.5, 1969-12-31T23:59:58.500Z"
    })
    void timesAreSecondsOrDates(String text, Instant time) {
        assertThat(Times.parse(text)).isEqualTo(time);
    }

    @Test
    void otherTimesAreRefused() {
        assertThatThrownBy(() -> Times.parse("abc"))
                .hasMessage("strconv.ParseInt: parsing \"abc\": invalid syntax");
    }

    @ParameterizedTest
    @CsvSource({"1.24, true", "1.51, true", "1.23, false", "1.52, false", "2.0, false", "1, false"})
    void versionsFrom24To51AreSpoken(String version, boolean spoken) {
        if (spoken) {
            assertThat(ApiVersion.parse(version)).hasToString(version);
        } else {
            assertThatThrownBy(() -> ApiVersion.parse(version))
                    .hasMessageStartingWith("client version " + version + " is too ");
        }
    }

    @Test
    void credentialsComeInAHeader() {
        String header =
                Base64.getUrlEncoder()
                        .encodeToString(
                                "{\"username\":\"u\",\"password\":\"p\"}"
                                        .getBytes(StandardCharsets.UTF_8));
        assertThat(CredentialsWire.parse(header)).isEqualTo(new Credentials.Password("u", "p"));
        assertThat(CredentialsWire.parse("")).isEqualTo(Credentials.ANONYMOUS);
        assertThatThrownBy(() -> CredentialsWire.parse("!"))
                .hasMessage("invalid X-Registry-Auth header");
    }

    @Test
    void eventsKeepTheirOldFields() {
        Event event =
                new Event(
                        "container",
                        "start",
                        "abc",
                        Map.of("image", "busybox", "name", "x"),
                        Instant.ofEpochSecond(5, 7));
        assertThat(Json.print(EventWire.json(event)))
                .isEqualTo(
                        "{\"status\":\"start\",\"id\":\"abc\",\"from\":\"busybox\",\"Type\":\"container\",\"Action\":\"start\",\"Actor\":{\"ID\":\"abc\",\"Attributes\":{\"image\":\"busybox\",\"name\":\"x\"}},\"scope\":\"local\",\"time\":5,\"timeNano\":5000000007}");
        assertThat(EventWire.accepts(EventWire.filters("{\"container\":[\"x\"]}"), event)).isTrue();
        assertThat(EventWire.accepts(EventWire.filters("{\"image\":[\"other\"]}"), event))
                .isFalse();
        assertThat(EventWire.accepts(EventWire.filters("{\"event\":[\"die\"]}"), event)).isFalse();
    }
}
