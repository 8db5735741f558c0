package dev.gantry.host.storage;

import dev.gantry.oci.layer.MalformedArchiveException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The name of an archive's entry as a place below the root: no `.`, no `..`, nothing empty. No
/// components is the root itself.
record EntryName(List<byte[]> components) {
    private static final byte[] SELF = {'.'};
    private static final byte[] UP = {'.', '.'};
    private static final byte[] WHITEOUT = ".wh.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FOREIGN = ".wh..wh.".getBytes(StandardCharsets.US_ASCII);

    /// Cleans a name without looking at any file. An absolute one counts from the root.
    ///
    /// @param shown the entry, for the message
    /// @throws MalformedArchiveException when it leaves the root
    static EntryName of(byte[] raw, String shown) throws MalformedArchiveException {
        List<byte[]> components = new ArrayList<>();
        for (byte[] component : split(raw)) {
            if (!Arrays.equals(component, UP)) {
                components.add(component);
            } else if (components.isEmpty()) {
                throw new MalformedArchiveException("name leaves the root: " + shown);
            } else {
                components.removeLast();
            }
        }
        for (byte b : raw) {
            if (b == 0) {
                throw new MalformedArchiveException("name with a NUL byte: " + shown);
            }
        }
        return new EntryName(components);
    }

    /// The components of a path without `.` and empty ones.
    static List<byte[]> split(byte[] path) {
        List<byte[]> components = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= path.length; i++) {
            if (i == path.length || path[i] == '/') {
                byte[] component = Arrays.copyOfRange(path, start, i);
                if (component.length > 0 && !Arrays.equals(component, SELF)) {
                    components.add(component);
                }
                start = i + 1;
            }
        }
        return components;
    }

    boolean isRoot() {
        return components.isEmpty();
    }

    byte[] base() {
        return components.getLast();
    }

    /// The directory it stands in, relative to the root; `.` for the root.
    byte[] parent() {
        return join(components.subList(0, components.size() - 1));
    }

    byte[] path() {
        return join(components);
    }

    /// Whether a directory on the way is a note of AUFS to itself.
    boolean isBelowForeign() {
        return parents().stream().anyMatch(c -> startsWith(c, FOREIGN));
    }

    /// Whether a directory on the way is named like a whiteout.
    boolean isBelowWhiteout() {
        return parents().stream().anyMatch(c -> startsWith(c, WHITEOUT));
    }

    private List<byte[]> parents() {
        return components.isEmpty() ? components : components.subList(0, components.size() - 1);
    }

    private static boolean startsWith(byte[] name, byte[] prefix) {
        return name.length >= prefix.length
                && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] join(List<byte[]> components) {
        if (components.isEmpty()) {
            return SELF;
        }
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        for (byte[] component : components) {
            if (path.size() > 0) {
                path.write('/');
            }
            path.writeBytes(component);
        }
        return path.toByteArray();
    }
}
