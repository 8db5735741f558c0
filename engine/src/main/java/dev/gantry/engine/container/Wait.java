package dev.gantry.engine.container;

import org.jspecify.annotations.Nullable;

/// Somebody who waits for a container; registered from the moment it is made.
public interface Wait extends AutoCloseable {
    /// What is waited for, in Docker's words.
    enum Condition {
        NOT_RUNNING,
        NEXT_EXIT,
        REMOVED
    }

    /// How it ended.
    ///
    /// @param error why it could not be started or watched, or `null`
    record Outcome(int code, @Nullable String error) {}

    Outcome join() throws InterruptedException;

    @Override
    void close();
}
