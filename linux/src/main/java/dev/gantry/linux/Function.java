package dev.gantry.linux;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A C function by name, looked up when it is first called.
final class Function {
    private final Library library;
    private final String name;
    private volatile @Nullable MemorySegment address;

    private Function(Library library, String name) {
        this.library = library;
        this.name = name;
    }

    /// A function of the C library.
    static Function of(String name) {
        return new Function(Library.C, name);
    }

    static Function of(Library library, String name) {
        return new Function(library, name);
    }

    String name() {
        return name;
    }

    /// Two threads may look it up at once; both find the same.
    MemorySegment address() {
        MemorySegment found = address;
        if (found == null) {
            found = library.find(name);
            address = found;
        }
        return found;
    }
}
