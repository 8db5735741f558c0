package dev.gantry.host.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One container to create, as plain values: whoever asks has decided everything, down to user ids
/// and mount options. Nothing here is looked up in an image.
///
/// @param id names the container in every kernel object and directory; a file name by itself
/// @param runtime the OCI runtime by name, or `null` for the one the probe chose
public record RuntimeRequest(
        String id,
        @Nullable String runtime,
        Root root,
        ProcessSpec process,
        Isolation isolation,
        Resources resources,
        Stdio stdio,
        Extras extras) {
    public RuntimeRequest {
        if (!id.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}")) {
            throw new IllegalArgumentException("not a container id: " + id);
        }
    }

    /// The root file system, already mounted on the host, and what is mounted over it, in order.
    public record Root(Path path, boolean readOnly, List<MountSpec> mounts) {
        public Root {
            mounts = List.copyOf(mounts);
        }
    }

    /// What is handed on to the runtime as it is.
    ///
    /// @param annotations by name
    /// @param hooks programs of the host's, by the moment they run at, such as `createContainer`
    public record Extras(Map<String, String> annotations, Map<String, List<Hook>> hooks) {
        public static final Extras NONE = new Extras(Map.of(), Map.of());

        public Extras {
            annotations = Map.copyOf(annotations);
            hooks = Map.copyOf(hooks);
        }
    }

    /// A program of the host's that the runtime runs.
    ///
    /// @param args the first is its name
    /// @param timeout in seconds, 0 for none
    public record Hook(String path, List<String> args, List<String> env, int timeout) {
        public Hook {
            args = List.copyOf(args);
            env = List.copyOf(env);
        }
    }

    /// Where the three standard streams lead. The terminal, if any, is part of the process.
    ///
    /// @param log the file every byte of output is appended to, in the form {@link LogReader}
    ///   reads; `null` for none
    public record Stdio(Stdin stdin, @Nullable Path log) {}

    /// What becomes of standard input.
    public enum Stdin {
        /// `/dev/null`.
        NONE,
        /// Open until the first attached client that writes has ended its input (Docker's
        /// `StdinOnce`).
        ONCE,
        /// Open for as long as the container lives, whoever comes and goes.
        KEPT
    }
}
