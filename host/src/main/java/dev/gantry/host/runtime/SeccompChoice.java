package dev.gantry.host.runtime;

import dev.gantry.base.JsonException;

/// Which system calls a container may use.
public sealed interface SeccompChoice {
    /// The default policy, widened by the container's capabilities.
    record Default() implements SeccompChoice {}

    /// No filter at all.
    record Unconfined() implements SeccompChoice {}

    /// A policy of the user's, in the form of Docker's profile files.
    record Custom(SeccompProfile profile) implements SeccompChoice {}

    /// @param text a profile file
    /// @throws JsonException when it is none
    static SeccompChoice custom(byte[] text) throws JsonException {
        return new Custom(SeccompProfile.parse(text));
    }
}
