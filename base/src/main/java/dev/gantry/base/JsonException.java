package dev.gantry.base;

import java.io.IOException;

/// JSON that cannot be read, or whose value does not fit the field it is for.
///
/// The message is one sentence for whoever sent the JSON and names the field.
public final class JsonException extends IOException {
    private static final long serialVersionUID = 1L;

    public JsonException(String message) {
        super(message);
    }

    public JsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
