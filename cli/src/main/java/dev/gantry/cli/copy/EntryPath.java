package dev.gantry.cli.copy;

import java.util.ArrayList;
import java.util.List;

/// A path below the directory that is unpacked into: names as bytes, none of them empty, `.` or
/// `..`. No names at all mean that directory.
record EntryPath(List<String> names) {
    EntryPath {
        names = List.copyOf(names);
    }

    boolean isRoot() {
        return names.isEmpty();
    }

    byte[] last() {
        return raw(names.getLast());
    }

    byte[] parent() {
        return joined(names.subList(0, names.size() - 1));
    }

    byte[] bytes() {
        return joined(names);
    }

    /// The directories above, the highest first.
    List<EntryPath> above() {
        List<EntryPath> above = new ArrayList<>();
        for (int depth = 1; depth < names.size(); depth++) {
            above.add(new EntryPath(names.subList(0, depth)));
        }
        return above;
    }

    private static byte[] joined(List<String> names) {
        return raw(String.join("/", names));
    }

    /// Names are kept as Latin-1, in which every byte is a character and the other way round.
    private static byte[] raw(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return LocalUnpack.show(bytes());
    }
}
