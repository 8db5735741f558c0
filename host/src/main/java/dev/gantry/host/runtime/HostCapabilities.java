package dev.gantry.host.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Which capabilities a process can be given on this machine (capabilities(7), "Capability bounding
/// set").
public final class HostCapabilities {
    private HostCapabilities() {}

    /// Our own bounding set, one bit a capability, in the kernel's order.
    public static long bounding() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapBnd:"))
                    .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
