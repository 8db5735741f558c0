package dev.gantry.cli.copy;

import dev.gantry.cli.command.ExitException;
import dev.gantry.oci.layer.TarEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Turns the names of an archive into paths below the target, or refuses them.
///
/// The archive was asked for one thing, so all its names begin with that thing's name; what does
/// not would land beside the target.
final class EntryNames {
    private final String sent;
    private final String wanted;

    /// @param sent what the archive calls the thing; `.` or nothing when it holds its content
    /// @param wanted what it is called here; nothing for content
    EntryNames(String sent, String wanted) {
        this.sent = latin(sent.equals(".") ? "" : sent);
        this.wanted = latin(wanted);
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    EntryPath place(TarEntry entry, byte[] name) throws ExitException {
        List<String> names = new ArrayList<>();
        for (String part : new String(name, StandardCharsets.ISO_8859_1).split("/")) {
            if (part.equals("..") || part.indexOf('\0') >= 0) {
                throw refused(entry);
            }
            if (!part.isEmpty() && !part.equals(".")) {
                names.add(part);
            }
        }
        if (!sent.isEmpty()) {
            if (names.isEmpty() || !names.getFirst().equals(sent)) {
                throw refused(entry);
            }
            names.removeFirst();
        }
        if (!wanted.isEmpty()) {
            names.addFirst(wanted);
        }
        return new EntryPath(names);
    }

    private static ExitException refused(TarEntry entry) {
        return ExitException.because(
                "refusing to copy: the daemon sent %s, which is not part of what was asked for"
                        .formatted(entry.displayName()));
    }
}
