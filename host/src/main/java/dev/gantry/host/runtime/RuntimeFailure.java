package dev.gantry.host.runtime;

import java.io.IOException;

/// Why the runtime did not do what it was asked to. The message is the one Docker's users know,
/// whichever runtime it was.
public abstract sealed class RuntimeFailure extends IOException {
    private static final long serialVersionUID = 1;

    private RuntimeFailure(String message) {
        super(message);
    }

    /// The command is nowhere in the container. A shell says 127.
    public static final class CommandNotFound extends RuntimeFailure {
        private static final long serialVersionUID = 1;

        CommandNotFound(String message) {
            super(message);
        }
    }

    /// The command is there, and cannot be run. A shell says 126.
    public static final class CommandNotExecutable extends RuntimeFailure {
        private static final long serialVersionUID = 1;

        CommandNotExecutable(String message) {
            super(message);
        }
    }

    /// Anything else the runtime said.
    public static final class Refused extends RuntimeFailure {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /// The container is not alive (any more), so nothing can be done to its processes.
    public static final class NotRunning extends RuntimeFailure {
        private static final long serialVersionUID = 1;

        NotRunning(String message) {
            super(message);
        }
    }
}
