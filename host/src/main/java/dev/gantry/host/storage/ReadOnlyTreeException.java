package dev.gantry.host.storage;

import java.io.IOException;

/// The place in a container's tree is mounted read-only.
public final class ReadOnlyTreeException extends IOException {
    private static final long serialVersionUID = 1;

    ReadOnlyTreeException(String path, Throwable cause) {
        super(path + " is mounted read-only", cause);
    }
}
