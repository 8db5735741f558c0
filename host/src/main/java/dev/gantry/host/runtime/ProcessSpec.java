package dev.gantry.host.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A process to start in a container: its first one, or one that joins later.
///
/// @param env `NAME=value` entries, in order
/// @param terminal the size of the terminal to give it, or `null` for three separate streams
/// @param oomScoreAdj `null` leaves it as it is
public record ProcessSpec(
        List<String> args,
        List<String> env,
        String cwd,
        User user,
        Privileges privileges,
        @Nullable Terminal terminal,
        List<Rlimit> rlimits,
        @Nullable Integer oomScoreAdj) {
    public ProcessSpec {
        if (args.isEmpty()) {
            throw new IllegalArgumentException("no command");
        }
        if (!cwd.startsWith("/")) {
            throw new IllegalArgumentException("working directory is not absolute: " + cwd);
        }
        args = List.copyOf(args);
        env = List.copyOf(env);
        rlimits = List.copyOf(rlimits);
    }

    /// Numeric ids: names have been looked up in the container's own files.
    public record User(long uid, long gid, List<Long> additionalGids) {
        public static final User ROOT = new User(0, 0, List.of(0L));

        public User {
            requireId(uid);
            requireId(gid);
            additionalGids.forEach(User::requireId);
            additionalGids = List.copyOf(additionalGids);
        }

        private static void requireId(long id) {
            if (id < 0 || id > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("not a user or group id: " + id);
            }
        }
    }

    /// What the process may do beyond its user id.
    ///
    /// @param capabilities the ceiling, as `CAP_CHOWN`; held at once only by root, as execve does
    /// @param apparmorProfile loaded already, or `null`
    /// @param selinuxLabel or `null`
    public record Privileges(
            List<String> capabilities,
            boolean noNewPrivileges,
            @Nullable String apparmorProfile,
            @Nullable String selinuxLabel) {
        public Privileges {
            for (String capability : capabilities) {
                if (!capability.matches("CAP_[A-Z_]+")) {
                    throw new IllegalArgumentException("not a capability: " + capability);
                }
            }
            capabilities = List.copyOf(capabilities);
        }

        public static Privileges of(List<String> capabilities) {
            return new Privileges(capabilities, false, null, null);
        }
    }

    /// Rows and columns; zero for "not known yet".
    public record Terminal(int rows, int columns) {
        public Terminal {
            if (rows < 0 || columns < 0) {
                throw new IllegalArgumentException("not a terminal size: " + rows + "x" + columns);
            }
        }
    }

    /// A resource limit by its name in `getrlimit(2)`, such as `RLIMIT_NOFILE`; -1 is no limit.
    public record Rlimit(String type, long soft, long hard) {}
}
