package dev.gantry.cli.copy;

import dev.gantry.cli.command.ExitException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What is copied from here.
///
/// @param real where it is, links in the way to it resolved
/// @param name what it is called in the copy: as it was typed, `.` for the content of a directory
record LocalSource(Path real, String name, boolean isDirectory) {
    static LocalSource of(String typed, boolean follow) throws IOException {
        String path = PathText.absolute(Path.of("").toAbsolutePath().toString(), typed);
        try {
            Path real = follow || PathText.meansDirectory(path) ? followed(path) : unfollowed(path);
            boolean isDirectory = Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS);
            if (PathText.meansDirectory(path) && !isDirectory) {
                throw ExitException.because("not a directory");
            }
            return new LocalSource(real, PathText.name(path), isDirectory);
        } catch (NoSuchFileException e) {
            throw ExitException.because("lstat " + path + ": no such file or directory");
        } catch (FileSystemException e) {
            throw ExitException.because("lstat " + path + ": " + e.getReason());
        }
    }

    private static Path followed(String path) throws IOException {
        return Path.of(path).toRealPath();
    }

    private static Path unfollowed(String path) throws IOException {
        Path parent = Path.of(PathText.parent(path)).toRealPath();
        Path real = parent.resolve(PathText.name(path));
        Files.readAttributes(
                real, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return real;
    }
}
