package dev.gantry.oci.layer;

import java.io.IOException;

/// An archive does not follow its format, is cut short, or is larger than its reader allows.
public final class MalformedArchiveException extends IOException {
    public MalformedArchiveException(String message) {
        super(message);
    }

    public MalformedArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
