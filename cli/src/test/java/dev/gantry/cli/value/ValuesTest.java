package dev.gantry.cli.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0B, 0B",
        "6, 6B, 6B",
        "999, 999B, 999B",
        "1000, 1kB, 1000B",
        "1984000, 1.98MB, 1.892MiB",
        "1984500, 1.98MB, 1.893MiB",
        "12345678, 12.3MB, 11.77MiB",
        "999999, 1e+03kB, 976.6KiB",
        "25273110528, 25.3GB, 23.54GiB"
    })
    void sizesAreShownInDecimalOrBinaryUnits(long bytes, String human, String binary) {
        assertThat(Size.human(bytes)).isEqualTo(human);
        assertThat(Size.binary(bytes)).isEqualTo(binary);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "512, 512",
        "64m, 67108864",
        "1.5g, 1610612736",
        "2GiB, 2147483648",
        "1 kb, 1024",
        "1T, 1099511627776",
        "10b, 10",
        "-1, -1"
    })
    void sizesAreReadInBinaryUnits(String text, long bytes) {
        assertThat(Size.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"x", "-5", "1x", "m", "1.m", "''"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> Size.parse(text)).hasMessage("invalid size: '" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "0, Less than a second", "1, 1 second", "59, 59 seconds", "60, About a minute",
        "119, About a minute", "180, 3 minutes", "3599, 59 minutes", "3600, About an hour",
        "5399, About an hour", "5400, 2 hours", "169200, 47 hours", "172800, 2 days",
        "1209600, 2 weeks", "5184000, 2 months", "63072000, 2 years", "31536000, 12 months"
    })
    void agesAreRough(long seconds, String text) {
        assertThat(Age.of(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1s, 1000000000",
        "1m30s, 90000000000",
        "1.5h, 5400000000000",
        "500ms, 500000000",
        "-2s, -2000000000",
        "3us, 3000",
        ".5s, 500000000"
    })
    void durationsAreGos(String text, long nanos) {
        assertThat(GoDuration.parse(text)).isEqualTo(nanos);
    }

    @Test
    void whatIsNoDurationIsRefusedInGosWords() {
        assertThatThrownBy(() -> GoDuration.parse("1"))
                .hasMessage("time: missing unit in duration \"1\"");
        assertThatThrownBy(() -> GoDuration.parse("1x"))
                .hasMessage("time: invalid duration \"1x\"");
        assertThatThrownBy(() -> GoDuration.parse("")).hasMessage("time: invalid duration \"\"");
    }

    @ParameterizedTest
    @CsvSource({"5, 5s", "90, 1m30s", "7200, 2h0m0s"})
    void secondsAreShownAsGoDoes(long seconds, String text) {
        assertThat(GoDuration.ofSeconds(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "1700000000, 1700000000",
        "1700000000.5, 1700000000.5",
        "10s, 999999990.000000000",
        "2001-09-09T01:46:40Z, 1000000000.000000000",
        "2001-09-09, 999993600.000000000",
        "2001-09-09T01:46:40.5, 1000000000.500000000",
        "0s, 1000000000.000000000"
    })
    void pointsInTimeAreDatesNumbersOrHowLongAgo(String text, String expected) {
        Instant now = Instant.ofEpochSecond(1_000_000_000);

        assertThat(Timestamp.parse(text, now, ZoneId.of("UTC"))).isEqualTo(expected);
    }

    @Test
    void whatIsNoPointInTimeIsRefused() {
        assertThatThrownBy(() -> Timestamp.parse("x", Instant.EPOCH, ZoneId.of("UTC")))
                .hasMessage("failed to parse value as time or duration: \"x\"");
    }

    @Test
    void numbersInNamesAreOrderedAsNumbers() {
        assertThat(List.of("a10", "a2", "b", "a", "a02x").stream().sorted(NaturalOrder::compare))
                .containsExactly("a", "a2", "a02x", "a10", "b");
    }

    @Test
    void textsAreCutToFit() {
        assertThat(ShortText.id("sha256:0123456789abcdef")).isEqualTo("0123456789ab");
        assertThat(ShortText.cut("abc", 3)).isEqualTo("abc");
        assertThat(ShortText.cut("abcd", 3)).isEqualTo("ab…");
        assertThat(ShortText.pairs(Map.of("b", "2", "a", "1"))).isEqualTo("a=1,b=2");
    }

    @Test
    void timesAreShownAsGoDoes() {
        assertThat(LocalTime.ofInstant("2026-11-24T03:11:11.143303594Z"))
                .isEqualTo("2026-11-24 03:11:11.143303594 +0000 UTC");
        assertThat(LocalTime.ofInstant("2026-11-24T03:11:11+01:00"))
                .isEqualTo("2026-11-24 03:11:11 +0100 +0100");
        assertThat(LocalTime.asDate("2026-09-05T11:02:57.000000000+00:00"))
                .isEqualTo("Sat Sep  5 11:02:57 2026");
    }

    @Test
    void filtersAreSetsByName() {
        assertThat(Filters.encode(Map.of("name", List.of("a", "b"))))
                .isEqualTo("{\"name\":{\"a\":true,\"b\":true}}");
    }
}
