package dev.gantry.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the figures were measured on.
///
/// @param load of the last minute, when the run began
record Machine(int processors, String model, String kernel, String load) {
    static Machine read() throws IOException {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                processor(),
                Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
                Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
    }

    private static String processor() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown processor");
    }

    @Override
    public String toString() {
        return "%d x %s, Linux %s, load at the beginning %s"
                .formatted(processors, model, kernel, load);
    }
}
