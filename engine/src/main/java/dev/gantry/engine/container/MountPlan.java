package dev.gantry.engine.container;

import dev.gantry.host.runtime.DockerDefaults;
import dev.gantry.host.runtime.HostKernel;
import dev.gantry.host.runtime.InitProgram;
import dev.gantry.host.runtime.MountSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Decides what is mounted over a container's root, in order.
record MountPlan(ContainerSpec spec, RuntimePlan.Place place) {
    List<MountSpec> mounts() {
        List<MountSpec> mounts = new ArrayList<>();
        boolean privileged = spec.security().privileged();
        for (MountSpec mount : DockerDefaults.mounts(spec.namespaces().shmSize())) {
            if (!isTarget(mount.destination()) && isWanted(mount)) {
                mounts.add(forThisContainer(mount, privileged));
            }
        }
        if (!isTarget("/etc/resolv.conf")) {
            mounts.add(file("/etc/resolv.conf", place.files().resolvConf()));
        }
        if (!isTarget("/etc/hostname")) {
            mounts.add(file("/etc/hostname", place.files().hostname()));
        }
        if (!isTarget("/etc/hosts")) {
            mounts.add(file("/etc/hosts", place.files().hosts()));
        }
        if (place.init() != null) {
            mounts.add(
                    new MountSpec(
                            InitProgram.INSIDE,
                            "bind",
                            place.init().toString(),
                            List.of("bind", "ro")));
        }
        mounts.addAll(place.cdi().mounts());
        List<MountSpec> asked = new ArrayList<>();
        spec.mounts().tmpfs().forEach(tmpfs -> asked.add(tmpfs(tmpfs)));
        place.sources().forEach(source -> asked.add(bind(source)));
        asked.sort(Comparator.comparingInt(mount -> depth(mount.destination())));
        mounts.addAll(asked);
        return mounts;
    }

    private static int depth(String path) {
        return Path.of(path).normalize().getNameCount();
    }

    private boolean isTarget(String path) {
        return spec.mounts().isTarget(path);
    }

    /// `none` has no shared memory; the host's queues can be seen only where they are mounted.
    private boolean isWanted(MountSpec mount) {
        return switch (mount.destination()) {
            case "/dev/shm" -> !spec.namespaces().ipc().equals("none");
            case "/dev/mqueue" ->
                    !spec.namespaces().ipc().equals("host")
                            || Files.isDirectory(Path.of(mount.destination()));
            default -> true;
        };
    }

    private MountSpec forThisContainer(MountSpec mount, boolean privileged) {
        boolean hostIpc = spec.namespaces().ipc().equals("host");
        boolean isSharedMemory = mount.destination().equals("/dev/shm");
        Path shared = place.sharedMemory();
        if (isSharedMemory && shared != null) {
            return bound(mount.destination(), shared.toString());
        }
        if (hostIpc && (isSharedMemory || mount.destination().equals("/dev/mqueue"))) {
            return bound(mount.destination(), mount.destination());
        }
        boolean isWritable =
                privileged
                        ? mount.destination().startsWith("/sys")
                        : spec.security().writableCgroups()
                                && mount.destination().equals("/sys/fs/cgroup");
        if (isWritable) {
            return new MountSpec(
                    mount.destination(),
                    mount.type(),
                    mount.source(),
                    mount.options().stream().filter(option -> !option.equals("ro")).toList());
        }
        return mount;
    }

    /// A file of the engine's making; as writable as the root it lies over.
    private MountSpec file(String target, Path source) {
        List<String> options =
                spec.security().readonlyRootfs()
                        ? List.of("rbind", "rprivate", "ro")
                        : List.of("rbind", "rprivate");
        return new MountSpec(target, "bind", source.toString(), options);
    }

    private static MountSpec bound(String target, String source) {
        return new MountSpec(target, "bind", source, List.of("rbind", "rprivate"));
    }

    private static MountSpec tmpfs(ContainerMounts.Tmpfs tmpfs) {
        List<String> options = new ArrayList<>(List.of("noexec", "nosuid", "nodev"));
        for (String option : tmpfs.options()) {
            switch (option) {
                case "exec", "suid", "dev" -> options.remove("no" + option);
                default -> {
                    if (!options.contains(option)) {
                        options.add(option);
                    }
                }
            }
        }
        return new MountSpec(tmpfs.target(), "tmpfs", "tmpfs", options);
    }

    private static MountSpec bind(MountSources.Ready mount) {
        List<String> options = new ArrayList<>();
        options.add(mount.nonRecursive() ? "bind" : "rbind");
        switch (mount.access()) {
            case READ_WRITE -> {}
            case READ_ONLY -> options.add(HostKernel.CAN_RECURSE_READ_ONLY ? "rro" : "ro");
            case READ_ONLY_TOP -> options.add("ro");
            case READ_ONLY_SURELY -> options.add("rro");
        }
        options.add(mount.propagation().isEmpty() ? "rprivate" : mount.propagation());
        return new MountSpec(mount.target(), "bind", mount.source().toString(), options);
    }
}
