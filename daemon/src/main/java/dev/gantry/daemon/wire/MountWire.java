package dev.gantry.daemon.wire;

import dev.gantry.api.container.BindOptions;
import dev.gantry.api.container.HostConfig;
import dev.gantry.api.container.Mount;
import dev.gantry.api.container.TmpfsOptions;
import dev.gantry.api.container.VolumeOptions;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerMounts;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Mounts out of `HostConfig`: `Binds` as `-v` writes them, `Mounts` as `--mount` does, `Tmpfs`.
final class MountWire {
    private static final Set<String> PROPAGATIONS =
            Set.of("private", "rprivate", "shared", "rshared", "slave", "rslave");

    private final List<ContainerMounts.Bind> binds = new ArrayList<>();
    private final List<ContainerMounts.Tmpfs> tmpfs = new ArrayList<>();
    private final List<ContainerMounts.Volume> volumes = new ArrayList<>();
    private final List<ContainerMounts.Image> images = new ArrayList<>();
    private final Set<String> targets = new HashSet<>();
    private final String driver;

    private MountWire(String driver) {
        this.driver = driver;
    }

    /// @param declared what `Config.Volumes` names
    static ContainerMounts parse(HostConfig host, Collection<String> declared) {
        MountWire wire = new MountWire(Given.text(host.volumeDriver()));
        List<ContainerMounts.From> from =
                Given.list(host.volumesFrom()).stream().map(MountWire::from).toList();
        Given.list(host.binds()).forEach(wire::bind);
        Given.map(host.tmpfs()).forEach(wire::memory);
        Given.list(host.mounts()).forEach(wire::mount);
        return new ContainerMounts(
                wire.binds, wire.tmpfs, wire.volumes, wire.images, from, List.copyOf(declared));
    }

    /// `container[:mode]`
    private static ContainerMounts.From from(String text) {
        String[] parts = text.split(":", 2);
        Given.require(!parts[0].isEmpty(), "malformed volumes-from specification: " + text);
        String mode = parts.length == 1 ? "" : parts[1];
        Mode.parse(mode);
        return new ContainerMounts.From(parts[0], mode);
    }

    /// The last part of `-v`.
    private record Mode(boolean readOnly, String propagation, boolean noCopy) {
        static Mode parse(String text) {
            boolean readOnly = false;
            boolean noCopy = false;
            String propagation = "";
            Set<String> seen = new HashSet<>();
            for (String word : text.isEmpty() ? new String[0] : text.split(",", -1)) {
                String kind = PROPAGATIONS.contains(word) ? "propagation" : kind(word);
                Given.require(!kind.isEmpty() && seen.add(kind), "invalid mode: " + text);
                readOnly |= word.equals("ro");
                noCopy |= word.equals("nocopy");
                propagation = kind.equals("propagation") ? word : propagation;
            }
            return new Mode(readOnly, propagation, noCopy);
        }
    }

    private void bind(String text) {
        String[] parts = text.split(":", -1);
        boolean isWhole =
                parts.length <= 3
                        && !parts[0].isEmpty()
                        && (parts.length == 1 || !parts[1].isEmpty());
        Given.require(isWhole, "invalid volume specification: '%s'".formatted(text));
        Mode mode = Mode.parse(parts.length == 3 ? parts[2] : "");
        boolean isAnonymous = parts.length == 1;
        String type = !isAnonymous && parts[0].startsWith("/") ? "bind" : "volume";
        String before =
                "invalid volume specification: '%s': invalid mount config for type \"%s\": "
                        .formatted(text, type);
        String target = target(before, isAnonymous ? parts[0] : parts[1]);
        if (type.equals("bind")) {
            Given.require(!mode.noCopy, before + "field VolumeOptions must not be specified");
            binds.add(
                    new ContainerMounts.Bind(
                            clean(parts[0]),
                            target,
                            access(mode.readOnly),
                            mode.propagation,
                            false,
                            true,
                            parts.length == 3 ? parts[2] : ""));
        } else {
            Given.require(
                    mode.propagation.isEmpty(), before + "field BindOptions must not be specified");
            volumes.add(volume(parts, target, mode));
        }
    }

    private ContainerMounts.Volume volume(String[] parts, String target, Mode mode) {
        boolean isAnonymous = parts.length == 1;
        return new ContainerMounts.Volume(
                isAnonymous ? "" : parts[0],
                target,
                mode.readOnly,
                mode.noCopy,
                "",
                parts.length == 3 ? parts[2] : isAnonymous ? "" : "z",
                new ContainerMounts.Making(driver, Map.of(), Map.of()));
    }

    private static ContainerMounts.Access access(boolean readOnly) {
        return readOnly ? ContainerMounts.Access.READ_ONLY : ContainerMounts.Access.READ_WRITE;
    }

    /// Labels are for SELinux and consistency for macOS; both change nothing here, as with Docker.
    private static String kind(String word) {
        return switch (word) {
            case "ro", "rw" -> "access";
            case "z", "Z" -> "label";
            case "nocopy" -> "copy";
            case "consistent", "cached", "delegated" -> "consistency";
            default -> "";
        };
    }

    private void memory(String target, String options) {
        String path = target("", target);
        tmpfs.add(
                new ContainerMounts.Tmpfs(
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
            case "volume" -> volumeMount(mount, before, target(before, to));
            case "image" -> imageMount(mount, before, target(before, to));
            case "cluster" -> Given.refuse(true, "mounts of type cluster");
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
        binds.add(
                new ContainerMounts.Bind(
                        clean(source),
                        target,
                        access(mount.readOnly(), options, before),
                        propagation,
                        options.nonRecursive(),
                        options.createMountpoint(),
                        ""));
    }

    private static ContainerMounts.Access access(
            boolean readOnly, BindOptions options, String before) {
        Given.require(
                !(options.readOnlyNonRecursive() && options.readOnlyForceRecursive()),
                before
                        + "mount options conflict: both ReadOnlyNonRecursive and ReadOnlyForceRecursive are specified");
        if (options.readOnlyForceRecursive()) {
            return ContainerMounts.Access.READ_ONLY_SURELY;
        }
        return readOnly && options.readOnlyNonRecursive()
                ? ContainerMounts.Access.READ_ONLY_TOP
                : access(readOnly);
    }

    private void volumeMount(Mount mount, String before, String target) {
        requireNone(mount.bindOptions(), "BindOptions", mount);
        requireNone(mount.tmpfsOptions(), "TmpfsOptions", mount);
        VolumeOptions given = mount.volumeOptions();
        VolumeOptions options = given == null ? new VolumeOptions(false, null, null, null) : given;
        String name = Given.text(mount.source());
        String subpath = Given.text(options.subpath());
        if (!subpath.isEmpty()) {
            Given.require(
                    !name.isEmpty(), before + "must not set Subpath when using anonymous volumes");
            requireInside(subpath, before, "volume");
        }
        volumes.add(
                new ContainerMounts.Volume(
                        name,
                        target,
                        mount.readOnly(),
                        options.noCopy(),
                        subpath,
                        "z",
                        making(options)));
    }

    private ContainerMounts.Making making(VolumeOptions options) {
        JsonValue.Obj config =
                options.driverConfig() instanceof JsonValue.Obj given
                        ? given
                        : JsonValue.object().build();
        Map<String, String> driverOptions = new HashMap<>();
        config.object("Options")
                .fields()
                .forEach((key, value) -> {
                    if (value instanceof JsonValue.Str(String text)) {
                        driverOptions.put(key, text);
                    }
                });
        return new ContainerMounts.Making(
                config.text("Name", driver), driverOptions, Given.map(options.labels()));
    }

    private void imageMount(Mount mount, String before, String target) {
        String image = Given.text(mount.source());
        Given.require(!image.isEmpty(), before + "field Source must not be empty");
        requireNone(mount.bindOptions(), "BindOptions", mount);
        requireNone(mount.volumeOptions(), "VolumeOptions", mount);
        requireNone(mount.tmpfsOptions(), "TmpfsOptions", mount);
        String subpath =
                mount.imageOptions() instanceof JsonValue.Obj options
                        ? options.text("Subpath", "")
                        : "";
        if (!subpath.isEmpty()) {
            requireInside(subpath, before, "image");
        }
        images.add(new ContainerMounts.Image(image, target, subpath));
    }

    private static void requireInside(String subpath, String before, String what) {
        Path path = Path.of(clean(subpath));
        Given.require(
                !path.isAbsolute() && !path.startsWith(".."),
                "%ssubpath must be a relative path within the %s".formatted(before, what));
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
        tmpfs.add(new ContainerMounts.Tmpfs(target, words));
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
