package dev.gantry.api.client;

import java.io.IOException;

/// The daemon's refusal: the HTTP status and the message of the error document.
public final class ApiException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public ApiException(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }

    /// The daemon's own words.
    public String reason() {
        return String.valueOf(getMessage());
    }

    public boolean isNotFound() {
        return status == 404;
    }
}
