package dev.gantry.host.runtime;

import java.nio.file.Path;

/// Where the runtime keeps what lives no longer than the machine is up:
///
/// ```
/// exec-root/
///   seccomp/<sha256>          compiled filters in base64, by the hash of their policy
///   oci/<runtime>/            the runtime's own state (its --root)
///   containers/<id>/
///     config.json             the OCI bundle
///     monitor.json            what it takes to find the container again (MonitorRecord)
///     pid  exit  oom          written by conmon
///     attach  ctl  winsz      conmon's socket and control pipes
///     runtime.log             what the runtime said of the last call, a JSON line each
///     exec/<exec id>/         process.json, and the same files of conmon's
/// ```
public record RuntimeLayout(Path execRoot) {
    Path seccomp() {
        return execRoot.resolve("seccomp");
    }

    Path runtimeRoot(String runtime) {
        return execRoot.resolve("oci").resolve(runtime);
    }

    Path containers() {
        return execRoot.resolve("containers");
    }

    ContainerFiles container(String id) {
        return new ContainerFiles(containers().resolve(id));
    }

    /// The files of one container, or of one command in it.
    record ContainerFiles(Path directory) {
        Path config() {
            return directory.resolve("config.json");
        }

        Path process() {
            return directory.resolve("process.json");
        }

        Path record() {
            return directory.resolve("monitor.json");
        }

        Path started() {
            return directory.resolve("started");
        }

        Path pid() {
            return directory.resolve("pid");
        }

        Path monitorPid() {
            return directory.resolve("conmon.pid");
        }

        Path exit() {
            return directory.resolve("exit");
        }

        Path oom() {
            return directory.resolve("oom");
        }

        Path control() {
            return directory.resolve("ctl");
        }

        Path runtimeLog() {
            return directory.resolve("runtime.log");
        }

        /// The directory of the container a command is in.
        Path container() {
            return directory.resolve("../..").normalize();
        }

        ContainerFiles exec(String execId) {
            return new ContainerFiles(directory.resolve("exec").resolve(execId));
        }
    }
}
