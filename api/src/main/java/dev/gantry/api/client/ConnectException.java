package dev.gantry.api.client;

import java.io.IOException;

/// No daemon answers at the endpoint.
public final class ConnectException extends IOException {
    private static final long serialVersionUID = 1L;

    /// Why no connection came about.
    public enum Why {
        NOBODY_THERE,
        PERMISSION_DENIED
    }

    private final String endpoint;
    private final Why why;

    public ConnectException(Endpoint endpoint, Why why, IOException cause) {
        super(endpoint + ": " + cause.getMessage(), cause);
        this.endpoint = endpoint.toString();
        this.why = why;
    }

    public String endpoint() {
        return endpoint;
    }

    public Why why() {
        return why;
    }
}
