package dev.gantry.host.runtime;

import dev.gantry.base.Json;
import dev.gantry.host.runtime.RuntimeLayout.ContainerFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What it takes to find a container again after a restart of the engine.
///
/// @param runtime the name of the OCI runtime that made it
/// @param pid its first process, with its start time
/// @param session of that process, which is that of all it starts unless they leave it
/// @param monitorPid its monitor, with its start time
/// @param boot of the machine it was made in; in another one its processes are gone
/// @param terminal whether its streams are one terminal
record MonitorRecord(
        String boot,
        String runtime,
        int pid,
        long pidStart,
        int session,
        int monitorPid,
        long monitorStart,
        boolean terminal,
        RuntimeRequest.Stdin stdin) {
    /// No process started then.
    private static final long NEVER = -1;

    static final String CURRENT_BOOT = currentBoot();

    private static String currentBoot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As it is written.
    private record Text(
            @Nullable String boot,
            String runtime,
            int pid,
            long pidStart,
            int session,
            int monitorPid,
            long monitorStart,
            boolean terminal,
            String stdin) {}

    void write(ContainerFiles files) throws IOException {
        Files.write(
                files.record(),
                Json.bytes(
                        new Text(
                                boot,
                                runtime,
                                pid,
                                pidStart,
                                session,
                                monitorPid,
                                monitorStart,
                                terminal,
                                stdin.name())));
    }

    static Optional<MonitorRecord> read(ContainerFiles files) throws IOException {
        try {
            Text text = Json.read(Text.class, Files.readAllBytes(files.record()));
            boolean isOfThisBoot = CURRENT_BOOT.equals(text.boot);
            return Optional.of(
                    new MonitorRecord(
                            text.boot == null ? "" : text.boot,
                            text.runtime,
                            text.pid,
                            isOfThisBoot ? text.pidStart : NEVER,
                            text.session,
                            text.monitorPid,
                            isOfThisBoot ? text.monitorStart : NEVER,
                            text.terminal,
                            RuntimeRequest.Stdin.valueOf(text.stdin)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
