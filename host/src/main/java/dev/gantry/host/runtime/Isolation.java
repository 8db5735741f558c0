package dev.gantry.host.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What keeps a container apart from the host and from others.
///
/// @param rootPropagation mount propagation of the root, such as `rslave`, or `null` for private
public record Isolation(
        String hostname,
        String domainname,
        Namespaces namespaces,
        Paths paths,
        Map<String, String> sysctls,
        SeccompChoice seccomp,
        List<Device> devices,
        @Nullable String rootPropagation) {
    public Isolation {
        sysctls = Map.copyOf(sysctls);
        devices = List.copyOf(devices);
    }

    /// Paths inside the container that are hidden, and those that can be read only.
    public record Paths(List<String> masked, List<String> readOnly) {
        public Paths {
            masked = List.copyOf(masked);
            readOnly = List.copyOf(readOnly);
        }
    }

    /// Which namespaces are the container's own. The mount namespace always is.
    ///
    /// @param user own only with the two mappings
    public record Namespaces(
            Namespace network,
            Namespace pid,
            Namespace ipc,
            Namespace uts,
            Namespace cgroup,
            Namespace user,
            List<IdMapping> uids,
            List<IdMapping> gids) {
        public Namespaces {
            uids = List.copyOf(uids);
            gids = List.copyOf(gids);
        }

        /// All its own but the user namespace, as Docker does; the network as given.
        public static Namespaces own(Namespace network, Namespace cgroup) {
            Namespace own = new Namespace.Own();
            return new Namespaces(
                    network, own, own, own, cgroup, new Namespace.Host(), List.of(), List.of());
        }
    }

    public sealed interface Namespace {
        /// A new one, made by the runtime.
        record Own() implements Namespace {}

        /// The host's.
        record Host() implements Namespace {}

        /// One that exists, such as `/proc/17/ns/ipc` or a pinned network namespace.
        record Joined(Path path) implements Namespace {}
    }

    /// `size` ids from `container` on inside are those from `host` on outside.
    public record IdMapping(long container, long host, long size) {}

    /// A device node to make inside.
    ///
    /// @param type `c`, `b` or `p`
    /// @param mode permission bits
    public record Device(
            String path, String type, long major, long minor, int mode, long uid, long gid) {}
}
