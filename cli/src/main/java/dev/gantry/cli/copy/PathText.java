package dev.gantry.cli.copy;

import java.util.ArrayDeque;
import java.util.Deque;

/// Paths as texts, here or in a container: whether one ends in `/` or `/.` means something to `cp`,
/// and {@link java.nio.file.Path} forgets it.
final class PathText {
    private PathText() {}

    /// Without `.`, `..`, doubled and trailing slashes, by the text alone.
    static String clean(String path) {
        boolean absolute = path.startsWith("/");
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".") && !(part.equals("..") && absolute)) {
                parts.addLast(part);
            }
        }
        String text = String.join("/", parts);
        return absolute ? "/" + text : text.isEmpty() ? "." : text;
    }

    static boolean endsInSlash(String path) {
        return path.endsWith("/");
    }

    /// Whether it means what a directory holds rather than the directory.
    static boolean meansContent(String path) {
        return path.equals(".") || path.endsWith("/.");
    }

    /// Whether nothing but a directory will do.
    static boolean meansDirectory(String path) {
        return endsInSlash(path) || meansContent(path);
    }

    /// The last name; `.` where the content is meant, and nothing of the root.
    static String name(String path) {
        if (meansContent(path)) {
            return ".";
        }
        String clean = clean(path);
        return clean.substring(clean.lastIndexOf('/') + 1);
    }

    /// What is before the last name; the directory itself where its content is meant.
    static String parent(String path) {
        String clean = clean(path);
        if (meansContent(path)) {
            return clean;
        }
        int slash = clean.lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : clean.substring(0, slash);
    }

    /// Absolute, with the ending that means something.
    static String absolute(String directory, String path) {
        String clean = clean(path.startsWith("/") ? path : directory + "/" + path);
        if (meansContent(path)) {
            return clean.equals("/") ? "/." : clean + "/.";
        }
        return endsInSlash(path) && !clean.equals("/") ? clean + "/" : clean;
    }
}
