package dev.gantry.cli.copy;

/// One side of a copy, as it was typed.
sealed interface CopyEnd {
    /// A path in a container.
    record Inside(String container, String path) implements CopyEnd {}

    /// A path here.
    record Here(String path) implements CopyEnd {}

    /// `-`: an archive on stdin or stdout.
    record Stream() implements CopyEnd {}

    /// `CONTAINER:PATH`, unless it is absolute or begins with a dot, as `./file:name` does.
    static CopyEnd of(String argument) {
        if (argument.equals("-")) {
            return new Stream();
        }
        int colon = argument.indexOf(':');
        boolean isHere = colon < 0 || argument.startsWith("/") || argument.startsWith(".");
        return isHere
                ? new Here(argument)
                : new Inside(argument.substring(0, colon), argument.substring(colon + 1));
    }
}
