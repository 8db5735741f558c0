package dev.gantry.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A file that a command writes: it appears when it is whole. A device or pipe is written as it is.
public record OutputFile(Path file, Path directory) {
    /// @throws ExitException when there is no directory for it
    public static OutputFile of(Path file) throws ExitException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw ExitException.because(
                    "invalid output path: stat " + directory + ": no such file or directory");
        }
        return new OutputFile(file, directory);
    }

    public void write(InputStream in) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            copy(in, file);
            return;
        }
        Path part = Files.createTempFile(directory, ".tmp-" + file.getFileName(), "");
        try {
            copy(in, part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void copy(InputStream in, Path to) throws IOException {
        try (OutputStream out = Files.newOutputStream(to)) {
            in.transferTo(out);
        }
    }
}
