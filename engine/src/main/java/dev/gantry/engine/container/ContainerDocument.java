package dev.gantry.engine.container;

import dev.gantry.engine.network.Places;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// All that is true of a container, as it stands in the database. A change makes a new one.
///
/// @param name without a leading slash
/// @param image the image's id
/// @param places the networks it wants to be in, and where it is in them
/// @param wasStoppedByHand no restart policy but `always` brings it back then
public record ContainerDocument(
        String id,
        String name,
        Instant created,
        String image,
        ContainerSpec spec,
        State state,
        int restarts,
        boolean wasStoppedByHand,
        Places places) {
    @SuppressWarnings("NullableProblems")
    public ContainerDocument {
        // documents of earlier versions have none
        @Nullable Places known = places;
        places = known == null ? Places.NONE : known;
    }

    /// What it is doing; names as Docker's.
    public enum Status {
        CREATED,
        RUNNING,
        PAUSED,
        RESTARTING,
        EXITED,
        DEAD;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// @param pid 0 while it does not run
    /// @param error why the last start failed; empty when it did not
    /// @param startedAt `null` when it never was
    /// @param finishedAt `null` when it never did
    public record State(
            Status status,
            int pid,
            int exitCode,
            String error,
            boolean oomKilled,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {
        static final State NEW = new State(Status.CREATED, 0, 0, "", false, null, null);

        State running(int newPid, Instant at) {
            return new State(Status.RUNNING, newPid, 0, "", false, at, finishedAt);
        }

        State as(Status newStatus) {
            return new State(newStatus, pid, exitCode, error, oomKilled, startedAt, finishedAt);
        }

        State ended(Status newStatus, int code, boolean oom, String why, Instant at) {
            return new State(newStatus, 0, code, why, oom, startedAt, at);
        }

        /// A start that came to nothing leaves the times as they were.
        State failed(int code, String why) {
            Status after = startedAt == null ? Status.CREATED : Status.EXITED;
            return new State(after, 0, code, why, false, startedAt, finishedAt);
        }
    }

    public ContainerId containerId() {
        return new ContainerId(id);
    }

    /// Whether it has processes.
    public boolean isAlive() {
        return state.status == Status.RUNNING || state.status == Status.PAUSED;
    }

    ContainerDocument with(State newState) {
        return new ContainerDocument(
                id, name, created, image, spec, newState, restarts, wasStoppedByHand, places);
    }

    ContainerDocument with(ContainerSpec newSpec) {
        return new ContainerDocument(
                id, name, created, image, newSpec, state, restarts, wasStoppedByHand, places);
    }

    ContainerDocument named(String newName) {
        return new ContainerDocument(
                id, newName, created, image, spec, state, restarts, wasStoppedByHand, places);
    }

    ContainerDocument withRestarts(int count) {
        return new ContainerDocument(
                id, name, created, image, spec, state, count, wasStoppedByHand, places);
    }

    ContainerDocument stoppedByHand(boolean stopped) {
        return new ContainerDocument(
                id, name, created, image, spec, state, restarts, stopped, places);
    }

    ContainerDocument at(Places newPlaces) {
        return new ContainerDocument(
                id, name, created, image, spec, state, restarts, wasStoppedByHand, newPlaces);
    }
}
