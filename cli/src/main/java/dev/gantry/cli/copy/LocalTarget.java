package dev.gantry.cli.copy;

import dev.gantry.cli.command.ExitException;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// Where a copy goes on this machine. What the user names may be a link, and is followed.
final class LocalTarget {
    private static final int MOST_LINKS = 10;

    private LocalTarget() {}

    static String absolute(String typed) {
        return PathText.absolute(Path.of("").toAbsolutePath().toString(), typed);
    }

    /// @throws ExitException when nothing can be copied there, whatever it is
    static void check(String typed) throws ExitException {
        Path path = Path.of(PathText.clean(absolute(typed)));
        Path parent = path.getParent();
        if (parent != null && !Files.exists(parent)) {
            throw ExitException.because(
                    "invalid output path: directory \"%s\" does not exist".formatted(parent));
        }
        if (Files.exists(path) && !Files.isDirectory(path) && !Files.isRegularFile(path)) {
            throw ExitException.because(
                    "invalid output path: \"%s\" must be a directory or a regular file"
                            .formatted(path));
        }
    }

    static Placement.Target of(String typed) throws IOException {
        String path = absolute(typed);
        Path plain = Path.of(path);
        for (int links = 0; Files.isSymbolicLink(plain); links++) {
            if (links > MOST_LINKS) {
                throw new FileSystemLoopException(path);
            }
            plain = plain.resolveSibling(Files.readSymbolicLink(plain));
            path = plain.toString();
        }
        if (Files.exists(plain, LinkOption.NOFOLLOW_LINKS)) {
            return new Placement.Target(path, true, Files.isDirectory(plain));
        }
        Path parent = plain.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw new NotDirectoryException(parent + ": not a directory");
        }
        return new Placement.Target(path, false, false);
    }
}
