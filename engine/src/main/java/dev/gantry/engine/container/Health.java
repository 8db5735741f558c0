package dev.gantry.engine.container;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// How a container fares by its health check.
///
/// @param failingStreak failed probes in a row
/// @param log the last five probes, oldest first
public record Health(Status status, int failingStreak, List<Probe> log) {
    private static final int KEPT = 5;

    /// Before the first probe has told.
    public static final Health STARTING = new Health(Status.STARTING, 0, List.of());

    public Health {
        log = List.copyOf(log);
    }

    /// Names as Docker's.
    public enum Status {
        STARTING,
        HEALTHY,
        UNHEALTHY;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// One look.
    ///
    /// @param exitCode -1 when it could not be run or took too long
    /// @param output the first 4 KiB
    public record Probe(Instant start, Instant end, int exitCode, String output) {}

    Health with(Status newStatus, int newStreak, Probe probe) {
        List<Probe> kept = new ArrayList<>(log);
        kept.add(probe);
        return new Health(
                newStatus, newStreak, kept.subList(Math.max(0, kept.size() - KEPT), kept.size()));
    }

    /// The same before the first probe of a new start.
    Health startedAgain() {
        return new Health(Status.STARTING, 0, log);
    }

    /// What Docker says of one that has ended: its probes have ended too.
    Health ended() {
        return new Health(Status.UNHEALTHY, failingStreak, log);
    }
}
