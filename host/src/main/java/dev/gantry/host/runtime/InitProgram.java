package dev.gantry.host.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The small init that `--init` puts before a container's own command: it passes signals on and
/// reaps what the command leaves behind. It must need no library, since it runs with the
/// container's files.
public final class InitProgram {
    /// Where a container finds it.
    public static final String INSIDE = "/sbin/docker-init";

    /// All take `--` before the command.
    private static final List<String> NAMES = List.of("docker-init", "tini-static", "catatonit");

    private InitProgram() {}

    /// @param asked a path of the administrator's, or empty to look for one
    /// @throws IOException naming the package that has one
    public static Path find(String asked) throws IOException {
        if (!asked.isEmpty()) {
            Path path = Path.of(asked);
            if (Files.isExecutable(path)) {
                return path;
            }
            throw new IOException(
                    "exec: \"%s\": the init program of --init-path is not there".formatted(asked));
        }
        return NAMES.stream()
                .map(RuntimeProbe::find)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() ->
                        new IOException(
                                "exec: \"docker-init\": executable file not found in $PATH: --init"
                                        + " needs the package tini"));
    }
}
