package dev.gantry.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import org.jspecify.annotations.Nullable;

/// A shared library, loaded when it is first needed.
final class Library {
    static final Library C = new Library("libc", "libc6");
    static final Library SECCOMP = new Library("libseccomp.so.2", "libseccomp2");
    static final Library NFTABLES = new Library("libnftables.so.1", "libnftables1");

    private final String file;
    private final String debianPackage;
    private @Nullable SymbolLookup symbols;

    private Library(String file, String debianPackage) {
        this.file = file;
        this.debianPackage = debianPackage;
    }

    /// Fails, naming the Debian package, when the library cannot be loaded.
    void require() throws MissingLibraryException {
        try {
            symbols();
        } catch (IllegalArgumentException e) {
            throw new MissingLibraryException(file, debianPackage, e);
        }
    }

    MemorySegment find(String name) {
        return symbols()
                .find(name)
                .orElseThrow(() ->
                        new UnsatisfiedLinkError(
                                "%s has no function %s: a newer package %s is needed"
                                        .formatted(file, name, debianPackage)));
    }

    @SuppressWarnings("restricted")
    private synchronized SymbolLookup symbols() {
        SymbolLookup loaded = symbols;
        if (loaded == null) {
            loaded =
                    this == C
                            ? Linker.nativeLinker().defaultLookup()
                            : SymbolLookup.libraryLookup(file, Arena.global());
            symbols = loaded;
        }
        return loaded;
    }
}
