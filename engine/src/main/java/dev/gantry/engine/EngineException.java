package dev.gantry.engine;

/// The caller asked for something that is refused. Messages are Docker's where clients read them.
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Why; each edge has one place that turns it into a status or an exit code.
    public enum Kind {
        /// What was asked for is so already.
        NOT_MODIFIED,
        INVALID,
        /// Somebody else's server does not take the credentials shown.
        UNAUTHORIZED,
        FORBIDDEN,
        NOT_FOUND,
        CONFLICT,
        UNSUPPORTED,
        UNAVAILABLE,
        /// The machine failed in a way that the caller should read about.
        FAILED
    }

    private final Kind kind;

    public EngineException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public EngineException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// The same, with what was being done before its message.
    public EngineException during(String what) {
        return new EngineException(kind, what + ": " + getMessage(), this);
    }

    public static EngineException invalid(String message) {
        return new EngineException(Kind.INVALID, message);
    }

    public static EngineException conflict(String message) {
        return new EngineException(Kind.CONFLICT, message);
    }

    public static EngineException notFound(String message) {
        return new EngineException(Kind.NOT_FOUND, message);
    }

    public static EngineException noSuchContainer(String reference) {
        return notFound("No such container: " + reference);
    }

    public static EngineException noSuchImage(String reference) {
        return notFound("No such image: " + reference);
    }

    public static EngineException notRunning(String id) {
        return conflict("container " + id + " is not running");
    }

    /// Something Docker has and this engine has not yet.
    ///
    /// @param what a noun phrase, such as `named volumes`
    public static EngineException notBuiltYet(String what) {
        return new EngineException(
                Kind.UNSUPPORTED,
                what + ": not supported by this version of Gantry; see docs/compatibility.md");
    }
}
