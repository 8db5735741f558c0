package dev.gantry.host.runtime;

import dev.gantry.base.Json;
import dev.gantry.host.runtime.RuntimeLayout.ContainerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// What it takes to find a container again after a restart of the engine.
///
/// @param runtime the name of the OCI runtime that made it
/// @param pid its first process, with its start time
/// @param monitorPid its monitor, with its start time
/// @param terminal whether its streams are one terminal
record MonitorRecord(
        String runtime,
        int pid,
        long pidStart,
        int monitorPid,
        long monitorStart,
        boolean terminal,
        RuntimeRequest.Stdin stdin) {
    /// As it is written.
    private record Text(
            String runtime,
            int pid,
            long pidStart,
            int monitorPid,
            long monitorStart,
            boolean terminal,
            String stdin) {}

    void write(ContainerFiles files) throws IOException {
        Files.write(
                files.record(),
                Json.bytes(
                        new Text(
                                runtime,
                                pid,
                                pidStart,
                                monitorPid,
                                monitorStart,
                                terminal,
                                stdin.name())));
    }

    static Optional<MonitorRecord> read(ContainerFiles files) throws IOException {
        try {
            Text text = Json.read(Text.class, Files.readAllBytes(files.record()));
            return Optional.of(
                    new MonitorRecord(
                            text.runtime,
                            text.pid,
                            text.pidStart,
                            text.monitorPid,
                            text.monitorStart,
                            text.terminal,
                            RuntimeRequest.Stdin.valueOf(text.stdin)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
