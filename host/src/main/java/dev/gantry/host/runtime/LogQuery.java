package dev.gantry.host.runtime;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which part of a log is wanted.
///
/// @param tail only so many of the last lines; -1 for all
/// @param since nothing older, or `null`
/// @param until nothing younger, or `null`
/// @param follow wait for more until the container has ended
public record LogQuery(
        Set<Output.Stream> streams,
        long tail,
        @Nullable Instant since,
        @Nullable Instant until,
        boolean follow) {
    public LogQuery {
        streams = Set.copyOf(streams);
    }

    public static LogQuery all() {
        return new LogQuery(
                Set.of(Output.Stream.STDOUT, Output.Stream.STDERR), -1, null, null, false);
    }

    public static LogQuery following() {
        return new LogQuery(
                Set.of(Output.Stream.STDOUT, Output.Stream.STDERR), -1, null, null, true);
    }
}
