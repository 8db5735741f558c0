package dev.gantry.api.network;

import dev.gantry.base.JsonValue;
import dev.gantry.base.PascalCase;
import org.jspecify.annotations.Nullable;

/// The body of `POST /networks/{id}/connect` and, without settings, of `…/disconnect`.
@PascalCase
public record ConnectRequest(
        @Nullable String container, @Nullable JsonValue endpointConfig, boolean force) {}
