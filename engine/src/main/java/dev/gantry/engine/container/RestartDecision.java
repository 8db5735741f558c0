package dev.gantry.engine.container;

import java.time.Duration;

/// Whether an ended container is started again, and when (Docker's restart manager: 100 ms, doubled
/// with each quick end up to a minute, back to the start after ten seconds of running).
///
/// @param again whether
/// @param delay how long to wait before
record RestartDecision(boolean again, Duration delay) {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration STABLE = Duration.ofSeconds(10);
    private static final RestartDecision NO = new RestartDecision(false, Duration.ZERO);

    /// @param isUnhealthy whether it was ended because its health check failed
    /// @param attempts how often it has been started again so far
    /// @param last the delay before it was started last
    static RestartDecision of(
            ContainerSpec.Restart policy,
            int exitCode,
            boolean isUnhealthy,
            boolean wasStoppedByHand,
            int attempts,
            Duration last,
            Duration ran) {
        boolean wanted =
                !wasStoppedByHand
                        && switch (policy.policy()) {
                            case "always", "unless-stopped" -> true;
                            case "on-failure" -> exitCode != 0 && isLeft(policy, attempts);
                            case "on-unhealthy" ->
                                    (exitCode != 0 || isUnhealthy) && isLeft(policy, attempts);
                            default -> false;
                        };
        if (!wanted) {
            return NO;
        }
        if (ran.compareTo(STABLE) >= 0 || last.isZero()) {
            return new RestartDecision(true, FIRST);
        }
        Duration doubled = last.multipliedBy(2);
        return new RestartDecision(true, doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled);
    }

    private static boolean isLeft(ContainerSpec.Restart policy, int attempts) {
        return policy.maximumRetries() == 0 || attempts < policy.maximumRetries();
    }
}
