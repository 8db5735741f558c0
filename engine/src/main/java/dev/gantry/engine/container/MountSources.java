package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.image.Image;
import dev.gantry.engine.image.Images;
import dev.gantry.engine.volume.Volumes;
import dev.gantry.host.storage.Snapshots;
import dev.gantry.host.storage.StagedMounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Has the sources of a container's mounts stand ready on the host while it runs.
final class MountSources {
    private final Volumes volumes;
    private final Images images;
    private final Snapshots snapshots;

    MountSources(Volumes volumes, Images images, Snapshots snapshots) {
        this.volumes = volumes;
        this.images = images;
        this.snapshots = snapshots;
    }

    /// A source the runtime can be told of.
    ///
    /// @param propagation empty for `rprivate`
    record Ready(
            Path source,
            String target,
            ContainerMounts.Access access,
            String propagation,
            boolean nonRecursive) {}

    /// Everything a container needs to start. {@link #clear} takes it away.
    List<Ready> ready(ContainerDocument container, ContainerFiles files) throws IOException {
        for (ContainerMounts.Bind bind : container.spec().mounts().binds()) {
            requireSource(bind);
        }
        List<Ready> ready = ready(container, container.id(), new StagedMounts(files.mounts()));
        for (ContainerMounts.Volume volume : container.spec().mounts().volumes()) {
            volumes.tellMounted(volume.name(), container.id(), volume.target(), volume.readOnly());
        }
        return ready;
    }

    /// The same for somebody who looks into a container that does not run. Sources that are missing
    /// are left out.
    ///
    /// @param user a name for {@link #leave}
    List<Ready> ready(ContainerDocument container, String user, StagedMounts staged)
            throws IOException {
        ContainerMounts mounts = container.spec().mounts();
        List<Ready> ready = new ArrayList<>();
        for (ContainerMounts.Bind bind : mounts.binds()) {
            if (Files.exists(Path.of(bind.source()))) {
                ready.add(bind(bind));
            }
        }
        for (ContainerMounts.Volume volume : mounts.volumes()) {
            ready.add(volume(volume, user, staged, ready.size()));
        }
        for (ContainerMounts.Image image : mounts.images()) {
            ready.add(image(image, staged, ready.size()));
        }
        return ready;
    }

    /// `-v` makes a source that is missing; `--mount` refuses, at creation.
    private static void requireSource(ContainerMounts.Bind bind) throws IOException {
        Path source = Path.of(bind.source());
        if (Files.notExists(source)) {
            if (!bind.createSource()) {
                throw EngineException.invalid(missingSource(bind.source()));
            }
            Files.createDirectories(source);
        }
    }

    private static Ready bind(ContainerMounts.Bind bind) {
        return new Ready(
                Path.of(bind.source()),
                bind.target(),
                bind.access(),
                bind.propagation(),
                bind.nonRecursive());
    }

    static String missingSource(String source) {
        return "invalid mount config for type \"bind\": bind source path does not exist: " + source;
    }

    private Ready volume(
            ContainerMounts.Volume volume, String user, StagedMounts staged, int number)
            throws IOException {
        Path data = volumes.use(volume.name(), user);
        Path source = data;
        if (!volume.subpath().isEmpty()) {
            try {
                source = staged.pin(number, data, volume.subpath());
            } catch (NoSuchFileException e) {
                Path missing = data.resolve(volume.subpath());
                throw new EngineException(
                        EngineException.Kind.NOT_FOUND,
                        "cannot access path %s: lstat %s: no such file or directory"
                                .formatted(missing, missing),
                        e);
            }
        }
        return new Ready(
                source, volume.target(), ContainerMounts.Access.of(volume.readOnly()), "", false);
    }

    private Ready image(ContainerMounts.Image wanted, StagedMounts staged, int number)
            throws IOException {
        Image image = images.require(wanted.reference());
        try {
            Path source =
                    snapshots.pinImage(image.config().chain(), wanted.subpath(), staged, number);
            return new Ready(source, wanted.target(), ContainerMounts.Access.READ_ONLY, "", false);
        } catch (NoSuchFileException e) {
            throw new EngineException(
                    EngineException.Kind.NOT_FOUND,
                    "cannot access path %s in image %s: no such file or directory"
                            .formatted(wanted.subpath(), image.id()),
                    e);
        }
    }

    /// The container has ended, or has not begun.
    void clear(ContainerDocument container, ContainerFiles files) throws IOException {
        for (String volume : leave(container, container.id(), new StagedMounts(files.mounts()))) {
            volumes.tellUnmounted(volume, container.id());
        }
    }

    /// @return the volumes that were used till now
    List<String> leave(ContainerDocument container, String user, StagedMounts staged)
            throws IOException {
        staged.clear();
        List<String> left = new ArrayList<>();
        for (ContainerMounts.Volume volume : container.spec().mounts().volumes()) {
            if (volumes.leave(volume.name(), user)) {
                left.add(volume.name());
            }
        }
        return left;
    }
}
