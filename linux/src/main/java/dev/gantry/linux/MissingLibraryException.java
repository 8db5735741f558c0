package dev.gantry.linux;

import java.io.IOException;

/// A shared library that only some features need is not installed.
public final class MissingLibraryException extends IOException {
    MissingLibraryException(String file, String debianPackage, Throwable cause) {
        super(
                "%s cannot be loaded: install the Debian package %s".formatted(file, debianPackage),
                cause);
    }
}
