package dev.gantry.oci.registry;

import dev.gantry.oci.ImageReference;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A registry did not give what was asked for. The message is Docker's, where Docker has one.
public final class RegistryException extends IOException {
    private static final long serialVersionUID = 1;

    /// What kind of failure this is.
    public enum Kind {
        /// The registry does not have it.
        NOT_FOUND,
        /// The registry does not let us, or does not know who we are.
        DENIED,
        /// The registry cannot be reached, is overloaded, or broke down.
        UNAVAILABLE,
        /// The registry's answer makes no sense.
        PROTOCOL
    }

    private final Kind kind;
    private final Duration retryAfter;
    private final boolean otherProtocol;

    public RegistryException(Kind kind, String message) {
        this(kind, message, null, Duration.ZERO, false);
    }

    public RegistryException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, cause, Duration.ZERO, false);
    }

    private RegistryException(
            Kind kind,
            String message,
            @Nullable Throwable cause,
            Duration retryAfter,
            boolean otherProtocol) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
        this.otherProtocol = otherProtocol;
    }

    RegistryException after(Duration wait) {
        return new RegistryException(
                kind, String.valueOf(getMessage()), getCause(), wait, otherProtocol);
    }

    /// How long the registry asks us to wait; zero when it does not say.
    Duration retryAfter() {
        return retryAfter;
    }

    /// As it looks when one side speaks TLS and the other does not.
    static RegistryException mismatched(String message, @Nullable Throwable cause) {
        return new RegistryException(Kind.UNAVAILABLE, message, cause, Duration.ZERO, true);
    }

    boolean mayBeOtherProtocol() {
        return otherProtocol;
    }

    public Kind kind() {
        return kind;
    }

    static RegistryException protocol(String message) {
        return new RegistryException(Kind.PROTOCOL, message);
    }

    static RegistryException manifestUnknown(ImageReference ref, String why) {
        return new RegistryException(
                Kind.NOT_FOUND, "manifest for %s not found: %s".formatted(ref.familiar(), why));
    }

    static RegistryException repositoryUnknown(ImageReference ref, String why) {
        return new RegistryException(
                Kind.NOT_FOUND, "repository %s not found: %s".formatted(ref.familiarName(), why));
    }

    static RegistryException denied(ImageReference ref, String why) {
        return new RegistryException(
                Kind.DENIED,
                "pull access denied for %s, repository does not exist or may require 'docker login': %s"
                        .formatted(ref.familiarName(), why));
    }
}
