package dev.gantry.daemon.wire;

import dev.gantry.api.container.BindOptions;
import dev.gantry.api.container.HostConfig;
import dev.gantry.api.container.Mount;
import dev.gantry.api.container.TmpfsOptions;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerSpec;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Mounts out of `HostConfig`: `Binds` as `-v` writes them, `Mounts` as `--mount` does, `Tmpfs`.
final class MountWire {
    private static final Set<String> PROPAGATIONS =
            Set.of("private", "rprivate", "shared", "rshared", "slave", "rslave");

    private final List<ContainerSpec.Bind> binds = new ArrayList<>();
    private final List<ContainerSpec.Tmpfs> tmpfs = new ArrayList<>();
    private final Set<String> targets = new HashSet<>();

    private MountWire() {}

    static ContainerSpec.Mounts parse(HostConfig host) {
        Given.refuse(host.volumesFrom(), "volumes of other containers (--volumes-from)");
        String driver = Given.text(host.volumeDriver());
        Given.refuse(!driver.isEmpty() && !driver.equals("local"), "volume drivers");
        MountWire wire = new MountWire();
        Given.list(host.binds()).forEach(wire::bind);
        Given.map(host.tmpfs()).forEach(wire::memory);
        Given.list(host.mounts()).forEach(wire::mount);
        return new ContainerSpec.Mounts(wire.binds, wire.tmpfs);
    }

    private void bind(String text) {
        String[] parts = text.split(":", -1);
        boolean isWhole =
                parts.length <= 3
                        && !parts[0].isEmpty()
                        && (parts.length == 1 || !parts[1].isEmpty());
        Given.require(isWhole, "invalid volume specification: '%s'".formatted(text));
        Given.refuse(parts.length == 1, "anonymous volumes");
        String type = parts[0].startsWith("/") ? "bind" : "volume";
        String target =
                target(
                        "invalid volume specification: '%s': invalid mount config for type \"%s\": "
                                .formatted(text, type),
                        parts[1]);
        Given.refuse(!parts[0].startsWith("/"), "named volumes");
        String mode = parts.length == 3 ? parts[2] : "";
        binds.add(bind(clean(parts[0]), target, mode));
    }

    private static ContainerSpec.Bind bind(String source, String target, String mode) {
        boolean readOnly = false;
        String propagation = "";
        Set<String> seen = new HashSet<>();
        for (String word : mode.isEmpty() ? new String[0] : mode.split(",", -1)) {
            String kind = PROPAGATIONS.contains(word) ? "propagation" : kind(word);
            Given.require(!kind.isEmpty() && seen.add(kind), "invalid mode: " + mode);
            readOnly |= word.equals("ro");
            propagation = kind.equals("propagation") ? word : propagation;
        }
        return new ContainerSpec.Bind(source, target, readOnly, propagation, false, true, mode);
    }

    /// Labels are for SELinux and consistency for macOS; both change nothing here, as with Docker.
    private static String kind(String word) {
        return switch (word) {
            case "ro", "rw" -> "access";
            case "z", "Z" -> "label";
            case "consistent", "cached", "delegated" -> "consistency";
            default -> "";
        };
    }

    private void memory(String target, String options) {
        String path = target("", target);
        tmpfs.add(
                new ContainerSpec.Tmpfs(
                        path, options.isEmpty() ? List.of() : List.of(options.split(","))));
    }

    private void mount(Mount mount) {
        String type = Given.text(mount.type());
        String before = "invalid mount config for type \"%s\": ".formatted(type);
        String to = Given.text(mount.target());
        Given.require(!to.isEmpty(), before + "field Target must not be empty");
        switch (type) {
            case "bind" -> bindMount(mount, before, target(before, to));
            case "tmpfs" -> memoryMount(mount, before, target(before, to));
            case "volume" ->
                    Given.refuse(
                            true,
                            Given.text(mount.source()).isEmpty()
                                    ? "anonymous volumes"
                                    : "named volumes");
            case "image", "cluster" -> Given.refuse(true, "mounts of type " + type);
            default -> throw EngineException.invalid(before + "mount type unknown");
        }
    }

    private void bindMount(Mount mount, String before, String target) {
        String source = Given.text(mount.source());
        Given.require(!source.isEmpty(), before + "field Source must not be empty");
        Given.require(
                source.startsWith("/"),
                "%sinvalid mount path: '%s' mount path must be absolute".formatted(before, source));
        requireNone(mount.volumeOptions(), "VolumeOptions", mount);
        requireNone(mount.tmpfsOptions(), "TmpfsOptions", mount);
        BindOptions given = mount.bindOptions();
        BindOptions options =
                given == null ? new BindOptions(null, false, false, false, false) : given;
        String propagation = Given.text(options.propagation());
        Given.require(
                propagation.isEmpty() || PROPAGATIONS.contains(propagation),
                before + "invalid propagation mode: " + propagation);
        Given.refuse(options.readOnlyForceRecursive(), "mounts that are read-only recursively");
        binds.add(
                new ContainerSpec.Bind(
                        clean(source),
                        target,
                        mount.readOnly(),
                        propagation,
                        options.nonRecursive(),
                        options.createMountpoint(),
                        ""));
    }

    private void memoryMount(Mount mount, String before, String target) {
        Given.require(
                Given.text(mount.source()).isEmpty(),
                before + "field Source must not be specified");
        requireNone(mount.bindOptions(), "BindOptions", mount);
        requireNone(mount.volumeOptions(), "VolumeOptions", mount);
        List<String> words = new ArrayList<>();
        if (mount.readOnly()) {
            words.add("ro");
        }
        TmpfsOptions options = mount.tmpfsOptions();
        if (options != null) {
            Given.require(options.sizeBytes() >= 0, before + "size must not be negative");
            if (options.sizeBytes() > 0) {
                words.add("size=" + options.sizeBytes());
            }
            if (options.mode() != 0) {
                words.add("mode=" + Integer.toOctalString(options.mode()));
            }
            Given.list(options.options()).forEach(pair -> words.add(String.join("=", pair)));
        }
        tmpfs.add(new ContainerSpec.Tmpfs(target, words));
    }

    private static void requireNone(@Nullable Object options, String field, Mount mount) {
        Given.require(
                options == null,
                "%s must not be specified on mount type \"%s\"".formatted(field, mount.type()));
    }

    private String target(String before, String path) {
        Given.require(
                path.startsWith("/"),
                "%sinvalid mount path: '%s' mount path must be absolute".formatted(before, path));
        String clean = clean(path);
        Given.require(
                !clean.equals("/"), before + "invalid specification: destination can't be '/'");
        Given.require(targets.add(clean), "Duplicate mount point: " + clean);
        return clean;
    }

    private static String clean(String path) {
        try {
            return Path.of(path).normalize().toString();
        } catch (InvalidPathException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID, "invalid mount path: '%s'".formatted(path), e);
        }
    }
}
