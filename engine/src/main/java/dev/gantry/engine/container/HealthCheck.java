package dev.gantry.engine.container;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// How to tell whether a container is well. What is zero is taken from the image, or else is
/// Docker's default.
///
/// @param test `CMD` and arguments, `CMD-SHELL` and a line, `NONE` for no check; empty for the
///   image's
/// @param startPeriod failures do not count so long after the start
/// @param startInterval between probes in that time
/// @param retries how many failures in a row make it unhealthy
public record HealthCheck(
        List<String> test,
        Duration interval,
        Duration timeout,
        Duration startPeriod,
        Duration startInterval,
        int retries) {
    public static final HealthCheck UNSAID =
            new HealthCheck(
                    List.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);

    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final Duration USUAL_AT_START = Duration.ofSeconds(5);
    private static final int USUAL_RETRIES = 3;

    public HealthCheck {
        test = List.copyOf(test);
    }

    /// This with what it leaves open filled in from an image's.
    HealthCheck over(HealthCheck image) {
        return new HealthCheck(
                test.isEmpty() ? image.test : test,
                or(interval, image.interval),
                or(timeout, image.timeout),
                or(startPeriod, image.startPeriod),
                or(startInterval, image.startInterval),
                retries == 0 ? image.retries : retries);
    }

    private static Duration or(Duration own, Duration other) {
        return own.isZero() ? other : own;
    }

    /// Whether there is something to run.
    public boolean isOn() {
        return !test.isEmpty()
                && (test.getFirst().equals("CMD") || test.getFirst().equals("CMD-SHELL"));
    }

    /// What a probe runs.
    ///
    /// @param shell for `CMD-SHELL`
    List<String> command(List<String> shell) {
        List<String> rest = test.subList(1, test.size());
        if (test.getFirst().equals("CMD")) {
            return rest;
        }
        List<String> command = new ArrayList<>(shell);
        command.addAll(rest);
        return command;
    }

    /// How long one probe may take.
    Duration patience() {
        return or(timeout, USUAL);
    }

    /// How long to wait before the next probe.
    Duration pause(Health health, Instant startedAt, Instant now) {
        boolean isStarting = health.status() == Health.Status.STARTING;
        return isStarting && now.isBefore(startedAt.plus(startPeriod))
                ? or(startInterval, USUAL_AT_START)
                : or(interval, USUAL);
    }

    /// What a probe makes of a container's health.
    Health after(Health before, Health.Probe probe, Instant startedAt) {
        if (probe.exitCode() == 0) {
            return before.with(Health.Status.HEALTHY, 0, probe);
        }
        boolean isExcused =
                before.status() == Health.Status.STARTING
                        && probe.start().isBefore(startedAt.plus(startPeriod));
        int streak = before.failingStreak() + (isExcused ? 0 : 1);
        boolean isUnwell = streak >= (retries == 0 ? USUAL_RETRIES : retries);
        return before.with(isUnwell ? Health.Status.UNHEALTHY : before.status(), streak, probe);
    }
}
