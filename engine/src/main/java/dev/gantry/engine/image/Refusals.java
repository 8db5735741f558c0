package dev.gantry.engine.image;

import dev.gantry.engine.EngineException;
import dev.gantry.oci.registry.RegistryException;

/// What a registry's refusals are to a caller of the engine.
final class Refusals {
    private Refusals() {}

    static EngineException ofPull(RegistryException e) {
        EngineException.Kind kind =
                switch (e.kind()) {
                    case NOT_FOUND, DENIED -> EngineException.Kind.NOT_FOUND;
                    case UNAVAILABLE, PROTOCOL -> EngineException.Kind.FAILED;
                };
        return new EngineException(kind, String.valueOf(e.getMessage()), e);
    }

    /// Docker says without the request that nothing was there to show.
    static EngineException ofPush(RegistryException e) {
        String message = String.valueOf(e.getMessage());
        boolean bare = message.endsWith(": no basic auth credentials");
        return new EngineException(
                EngineException.Kind.FAILED, bare ? "no basic auth credentials" : message, e);
    }

    static EngineException ofLogin(RegistryException e) {
        EngineException.Kind kind =
                e.kind() == RegistryException.Kind.DENIED
                        ? EngineException.Kind.UNAUTHORIZED
                        : EngineException.Kind.FAILED;
        return new EngineException(kind, String.valueOf(e.getMessage()), e);
    }

    static EngineException ofQuestion(RegistryException e) {
        EngineException.Kind kind =
                switch (e.kind()) {
                    case NOT_FOUND -> EngineException.Kind.NOT_FOUND;
                    case DENIED -> EngineException.Kind.FORBIDDEN;
                    case UNAVAILABLE, PROTOCOL -> EngineException.Kind.FAILED;
                };
        return new EngineException(kind, String.valueOf(e.getMessage()), e);
    }
}
