package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.host.runtime.Isolation.Namespace;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// Namespaces of other containers, for those that ask for `container:<id>`.
final class Joining {
    private static final String CONTAINER = "container:";

    private Joining() {}

    /// Those of processes and of inter-process communication, by kind.
    ///
    /// @param others finds a container by its id
    static Map<String, Namespace> namespaces(
            ContainerSpec spec, Function<String, ContainerDocument> others) {
        Map<String, Namespace> joined = new HashMap<>();
        String pid = spec.namespaces().pid();
        if (pid.startsWith(CONTAINER)) {
            ContainerDocument donor = others.apply(pid.substring(CONTAINER.length()));
            requireAlive(donor, "PID");
            joined.put("pid", of(donor, "pid"));
        }
        String ipc = spec.namespaces().ipc();
        if (ipc.startsWith(CONTAINER)) {
            joined.put("ipc", of(donor(ipc, others), "ipc"));
        }
        return joined;
    }

    /// Who gives its inter-process communication, memory included.
    static ContainerDocument donor(String mode, Function<String, ContainerDocument> others) {
        ContainerDocument donor = others.apply(mode.substring(CONTAINER.length()));
        requireAlive(donor, "IPC");
        if (!donor.spec().namespaces().ipc().equals("shareable")) {
            throw EngineException.invalid(
                    "failed to join IPC namespace: container %s: non-shareable IPC (hint: use IpcMode:shareable for the donor container)"
                            .formatted(donor.id()));
        }
        return donor;
    }

    private static void requireAlive(ContainerDocument donor, String kind) {
        if (!donor.isAlive()) {
            throw EngineException.conflict(
                    "failed to join %s namespace: container %s is not running"
                            .formatted(kind, donor.id()));
        }
    }

    static Namespace network(ContainerDocument donor) {
        if (!donor.isAlive()) {
            throw EngineException.conflict(
                    "cannot join network namespace of a non running container: container %s is %s"
                            .formatted(donor.name(), donor.state().status().word()));
        }
        return of(donor, "net");
    }

    private static Namespace of(ContainerDocument donor, String kind) {
        return new Namespace.Joined(Path.of("/proc/" + donor.state().pid() + "/ns/" + kind));
    }
}
