package dev.gantry.oci.archive;

import dev.gantry.oci.Digest;
import dev.gantry.oci.layer.MalformedArchiveException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Names within an archive of images. None may lead out of it.
final class ArchivePaths {
    private static final String BLOBS = "blobs/";

    private ArchivePaths() {}

    static String of(byte[] name) throws MalformedArchiveException {
        return of(new String(name, StandardCharsets.UTF_8));
    }

    /// A name without `.` and empty components.
    static String of(String name) throws MalformedArchiveException {
        if (name.startsWith("/") || name.indexOf('\0') >= 0) {
            throw escapes(name);
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw escapes(name);
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    /// Where a symbolic link leads.
    static String link(String from, byte[] target) throws MalformedArchiveException {
        String text = new String(target, StandardCharsets.UTF_8);
        if (text.startsWith("/")) {
            throw escapes(text);
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : (from + "/../" + text).split("/", -1)) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    throw escapes(text);
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return of(String.join("/", parts));
    }

    static String blob(Digest digest) {
        return BLOBS + digest.algorithm().prefix() + "/" + digest.hex();
    }

    /// The digest a name under `blobs/` promises; `null` for other names.
    static @Nullable Digest promised(String path) throws MalformedArchiveException {
        if (!path.startsWith(BLOBS)) {
            return null;
        }
        try {
            return Digest.parse(path.substring(BLOBS.length()).replaceFirst("/", ":"));
        } catch (IllegalArgumentException e) {
            throw new MalformedArchiveException(
                    "invalid archive: %s is not named by a digest".formatted(path), e);
        }
    }

    private static MalformedArchiveException escapes(String name) {
        String shown = name.length() > 200 ? name.substring(0, 200) + "…" : name;
        return new MalformedArchiveException(
                "invalid archive: %s leads out of it"
                        .formatted(shown.replaceAll("\\p{Cntrl}", "?")));
    }
}
