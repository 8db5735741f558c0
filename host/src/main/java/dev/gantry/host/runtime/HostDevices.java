package dev.gantry.host.runtime;

import dev.gantry.host.runtime.Isolation.Device;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The device nodes of this machine, for containers that are to see them.
public final class HostDevices {
    private static final Path DEV = Path.of("/dev");
    private static final Set<String> PASSED_OVER =
            Set.of("pts", "shm", "fd", "mqueue", ".lxc", ".lxd-mounts", ".udev");

    private HostDevices() {}

    /// All of them but terminals, as `--privileged` gives.
    public static List<Device> all() throws IOException {
        List<Device> devices = new ArrayList<>();
        Files.walkFileTree(
                DEV,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
                        boolean skip = PASSED_OVER.contains(String.valueOf(dir.getFileName()));
                        return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a)
                            throws IOException {
                        if (!file.endsWith("console") && !a.isSymbolicLink()) {
                            find(file, file.toString()).ifPresent(devices::add);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE; // it has just gone
                    }
                });
        return devices;
    }

    /// The device nodes behind a path of the host: one, or all in a directory, each at the same
    /// place below `inContainer`; empty when there is none.
    public static List<Device> at(Path onHost, String inContainer) throws IOException {
        if (!Files.isDirectory(onHost)) {
            return find(onHost, inContainer).stream().toList();
        }
        List<Device> devices = new ArrayList<>();
        try (Stream<Path> files = Files.walk(onHost)) {
            for (Path file : files.filter(file -> !Files.isDirectory(file)).toList()) {
                find(file, inContainer + "/" + onHost.relativize(file)).ifPresent(devices::add);
            }
        }
        return devices;
    }

    /// The device behind a path of the host, as a node inside; empty when it is none.
    public static Optional<Device> find(Path onHost, String inContainer) throws IOException {
        if (Files.notExists(onHost)) {
            return Optional.empty();
        }
        Map<String, Object> all = Files.readAttributes(onHost, "unix:*");
        int mode = number(all, "mode").intValue();
        String type =
                switch (mode & 0xF000) {
                    case 0x2000 -> "c";
                    case 0x6000 -> "b";
                    default -> "";
                };
        if (type.isEmpty()) {
            return Optional.empty();
        }
        long number = number(all, "rdev").longValue();
        return Optional.of(
                new Device(
                        inContainer,
                        type,
                        ((number >> 8) & 0xFFF) | ((number >> 32) & ~0xFFFL),
                        (number & 0xFF) | ((number >> 12) & ~0xFFL),
                        mode & 0x1FF,
                        number(all, "uid").longValue(),
                        number(all, "gid").longValue()));
    }

    private static Number number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Number number ? number : 0;
    }
}
