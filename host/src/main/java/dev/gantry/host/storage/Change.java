package dev.gantry.host.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One line of `docker diff`.
///
/// @param path absolute in the container, as bytes
public record Change(Kind kind, byte[] path) implements Comparable<Change> {
    /// What happened; the number is the API's.
    public enum Kind {
        MODIFIED(0),
        ADDED(1),
        DELETED(2);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    /// The path as text; what is not UTF-8 in it is replaced.
    public String text() {
        return new String(path, StandardCharsets.UTF_8);
    }

    /// By path; names are unsigned bytes.
    @Override
    public int compareTo(Change other) {
        int byPath = Arrays.compareUnsigned(path, other.path);
        return byPath != 0 ? byPath : kind.compareTo(other.kind);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Change change
                && kind == change.kind
                && Arrays.equals(path, change.path);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + Arrays.hashCode(path);
    }

    @Override
    public String toString() {
        return "%c %s".formatted("CAD".charAt(kind.number), text());
    }
}
