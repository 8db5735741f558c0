package dev.gantry.daemon;

/// The daemon was started in a way it does not understand; the message is for whoever did.
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
