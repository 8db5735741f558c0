package dev.gantry.cli.format;

import java.io.IOException;

/// A template that cannot be read, or that asks for what is not there.
public final class TemplateException extends IOException {
    private static final long serialVersionUID = 1L;

    public TemplateException(String message) {
        super(message);
    }
}
