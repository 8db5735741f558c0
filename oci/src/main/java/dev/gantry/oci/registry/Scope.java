package dev.gantry.oci.registry;

import java.util.List;

/// What a token is to allow (distribution project, "Docker Registry v2 Bearer token
/// specification").
record Scope(List<String> parts) {
    /// What a login asks for: to be known, no more.
    static final Scope NONE = new Scope(List.of());

    Scope {
        parts = List.copyOf(parts);
    }

    static Scope pull(String repository) {
        return new Scope(List.of("repository:" + repository + ":pull"));
    }

    static Scope push(String repository) {
        return new Scope(List.of("repository:" + repository + ":pull,push"));
    }

    /// To push here what is already there.
    static Scope mount(String repository, String from) {
        return new Scope(
                List.of("repository:" + repository + ":pull,push", "repository:" + from + ":pull"));
    }
}
