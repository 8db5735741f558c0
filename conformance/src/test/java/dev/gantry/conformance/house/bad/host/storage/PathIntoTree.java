package dev.gantry.conformance.house.bad.host.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class PathIntoTree {
    private PathIntoTree() {}

    static String passwd(Path rootfs) throws IOException {
        return Files.readString(rootfs.resolve("etc/passwd"));
    }
}
