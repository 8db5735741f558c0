package dev.gantry.engine.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthCheckTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static HealthCheck check(Duration startPeriod, int retries) {
        return new HealthCheck(
                List.of("CMD-SHELL", "true"),
                Duration.ofSeconds(20),
                Duration.ZERO,
                startPeriod,
                Duration.ofSeconds(1),
                retries);
    }

    private static Health.Probe probe(int seconds, int exitCode) {
        Instant at = START.plusSeconds(seconds);
        return new Health.Probe(at, at, exitCode, "");
    }

    @Test
    void isUnhealthyOnlyAfterAsManyFailuresAsRetries() {
        HealthCheck check = check(Duration.ZERO, 2);
        Health once = check.after(Health.STARTING, probe(1, 1), START);
        assertThat(once.status()).isEqualTo(Health.Status.STARTING);
        assertThat(once.failingStreak()).isEqualTo(1);
        Health twice = check.after(once, probe(2, 1), START);
        assertThat(twice.status()).isEqualTo(Health.Status.UNHEALTHY);
        assertThat(check.after(twice, probe(3, 0), START))
                .extracting(Health::status, Health::failingStreak)
                .containsExactly(Health.Status.HEALTHY, 0);
    }

    @Test
    void failuresInTheStartPeriodDoNotCountUntilItWasHealthyOnce() {
        HealthCheck check = check(Duration.ofSeconds(10), 1);
        Health starting = check.after(Health.STARTING, probe(9, 1), START);
        assertThat(starting.status()).isEqualTo(Health.Status.STARTING);
        assertThat(check.after(starting, probe(10, 1), START).status())
                .isEqualTo(Health.Status.UNHEALTHY);
        Health healthy = check.after(starting, probe(3, 0), START);
        assertThat(check.after(healthy, probe(4, 1), START).status())
                .isEqualTo(Health.Status.UNHEALTHY);
    }

    @Test
    void probesMoreOftenWhileStarting() {
        HealthCheck check = check(Duration.ofSeconds(10), 1);
        assertThat(check.pause(Health.STARTING, START, START.plusSeconds(9)))
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(check.pause(Health.STARTING, START, START.plusSeconds(10)))
                .isEqualTo(Duration.ofSeconds(20));
        Health healthy = check.after(Health.STARTING, probe(3, 0), START);
        assertThat(check.pause(healthy, START, START.plusSeconds(4)))
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void keepsTheLastFiveProbes() {
        Health health = Health.STARTING;
        for (int i = 0; i < 7; i++) {
            health = check(Duration.ZERO, 9).after(health, probe(i, i), START);
        }
        assertThat(health.log()).extracting(Health.Probe::exitCode).containsExactly(2, 3, 4, 5, 6);
    }

    @Test
    void whatTheRequestLeavesOpenComesFromTheImage() throws Exception {
        JsonValue image =
                Json.parse(
                        "{\"Test\":[\"CMD\",\"/probe\"],\"Interval\":2000000000,\"Retries\":7,\"Timeout\":\"nonsense\"}");
        HealthCheck request =
                new HealthCheck(
                        List.of(),
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        0);
        HealthCheck merged = request.over(ImageHealth.of(image));
        assertThat(merged.command(List.of())).containsExactly("/probe");
        assertThat(merged.interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(merged.retries()).isEqualTo(7);
        assertThat(merged.patience()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void noneAndUnknownKindsOfTestsRunNothing() {
        assertThat(HealthCheck.UNSAID.isOn()).isFalse();
        for (String kind : List.of("NONE", "FOO", "")) {
            HealthCheck check =
                    new HealthCheck(
                            List.of(kind, "x"),
                            Duration.ZERO,
                            Duration.ZERO,
                            Duration.ZERO,
                            Duration.ZERO,
                            0);
            assertThat(check.isOn()).as(kind).isFalse();
        }
    }

    @Test
    void survivesBeingWritten() throws Exception {
        HealthCheck check = check(Duration.ofMillis(1500), 2);
        assertThat(Json.read(HealthCheck.class, Json.bytes(check))).isEqualTo(check);
        Health health = check.after(Health.STARTING, probe(1, 3), START);
        assertThat(Json.read(Health.class, Json.bytes(health))).isEqualTo(health);
    }

    @Test
    void timesAreSaidAsGoDoes() {
        assertThat(Prober.goDuration(Duration.ofSeconds(1))).isEqualTo("1s");
        assertThat(Prober.goDuration(Duration.ofMillis(1500))).isEqualTo("1.5s");
        assertThat(Prober.goDuration(Duration.ofMillis(250))).isEqualTo("250ms");
        assertThat(Prober.goDuration(Duration.ofSeconds(90))).isEqualTo("1m30s");
        assertThat(Prober.goDuration(Duration.ofHours(2))).isEqualTo("2h0m0s");
    }
}
