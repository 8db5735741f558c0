package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.image.Images;
import dev.gantry.engine.volume.VolumeRequest;
import dev.gantry.engine.volume.Volumes;
import dev.gantry.host.storage.ContainerTree;
import dev.gantry.oci.ImageConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Turns the mounts that were asked for into those a container has: volumes have names and exist,
/// those that images declare and those of other containers are there, images are ids.
final class MountResolution {
    private final Volumes volumes;
    private final Images images;
    private final Function<String, ContainerDocument> containers;

    /// @param containers finds a container or refuses
    MountResolution(
            Volumes volumes, Images images, Function<String, ContainerDocument> containers) {
        this.volumes = volumes;
        this.images = images;
        this.containers = containers;
    }

    /// Holds the volumes for the container. When it fails, what it made is gone again.
    ContainerMounts resolve(ContainerMounts wanted, ImageConfig.Run image, String container)
            throws IOException {
        ContainerMounts all = withDeclared(withOthers(wanted), image);
        List<ContainerMounts.Volume> named = new ArrayList<>();
        try {
            for (ContainerMounts.Volume volume : all.volumes()) {
                ContainerMounts.Making making = volume.making();
                VolumeRequest request =
                        VolumeRequest.of(
                                volume.name(), making.driver(), making.options(), making.labels());
                named.add(volume.named(volumes.hold(request, container).name()));
            }
            return new ContainerMounts(
                    all.binds(), all.tmpfs(), named, ids(all.images()), List.of(), all.declared());
        } catch (IOException | RuntimeException e) {
            undo(named, container, e);
            throw e;
        }
    }

    private List<ContainerMounts.Image> ids(List<ContainerMounts.Image> wanted) {
        return wanted.stream()
                .map(image ->
                        new ContainerMounts.Image(
                                images.require(image.reference()).id().toString(),
                                image.target(),
                                image.subpath()))
                .toList();
    }

    /// What was asked for hides what comes with other containers.
    private ContainerMounts withOthers(ContainerMounts wanted) {
        Set<String> taken = new HashSet<>(wanted.targets());
        List<ContainerMounts.Bind> binds = new ArrayList<>(wanted.binds());
        List<ContainerMounts.Volume> own = new ArrayList<>(wanted.volumes());
        for (ContainerMounts.From from : wanted.from().reversed()) {
            ContainerMounts other = other(from.reference());
            boolean readOnly = List.of(from.mode().split(",")).contains("ro");
            for (ContainerMounts.Bind bind : other.binds()) {
                if (taken.add(bind.target())) {
                    binds.add(readOnly ? readOnly(bind) : bind);
                }
            }
            for (ContainerMounts.Volume volume : other.volumes()) {
                if (taken.add(volume.target())) {
                    own.add(shared(volume, readOnly));
                }
            }
        }
        return new ContainerMounts(
                binds, wanted.tmpfs(), own, wanted.images(), List.of(), wanted.declared());
    }

    /// Not a 404: to a client that would mean the image.
    private ContainerMounts other(String reference) {
        try {
            return containers.apply(reference).spec().mounts();
        } catch (EngineException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    private static ContainerMounts.Bind readOnly(ContainerMounts.Bind bind) {
        return new ContainerMounts.Bind(
                bind.source(),
                bind.target(),
                ContainerMounts.Access.READ_ONLY,
                bind.propagation(),
                bind.nonRecursive(),
                bind.createSource(),
                bind.mode());
    }

    private static ContainerMounts.Volume shared(ContainerMounts.Volume volume, boolean readOnly) {
        return new ContainerMounts.Volume(
                volume.name(),
                volume.target(),
                readOnly || volume.readOnly(),
                true,
                volume.subpath(),
                volume.mode(),
                ContainerMounts.Making.PLAIN);
    }

    private static ContainerMounts withDeclared(ContainerMounts wanted, ImageConfig.Run image) {
        Set<String> declared = new LinkedHashSet<>(wanted.declared());
        if (image.volumes() != null) {
            declared.addAll(image.volumes().keySet());
        }
        Set<String> taken = new HashSet<>(wanted.targets());
        List<ContainerMounts.Volume> all = new ArrayList<>(wanted.volumes());
        for (String path : declared) {
            String target = Path.of("/").resolve(path).normalize().toString();
            if (target.equals("/")) {
                throw EngineException.invalid(
                        "invalid volume specification: '%s': destination can't be '/'"
                                .formatted(path));
            }
            if (taken.add(target)) {
                all.add(
                        new ContainerMounts.Volume(
                                "", target, false, false, "", "", ContainerMounts.Making.PLAIN));
            }
        }
        return new ContainerMounts(
                wanted.binds(),
                wanted.tmpfs(),
                all,
                wanted.images(),
                List.of(),
                List.copyOf(declared));
    }

    /// Fills volumes that are empty with what the image has where they are mounted.
    void fill(ContainerMounts mounts, ContainerTree image) throws IOException {
        for (ContainerMounts.Volume volume : mounts.volumes()) {
            if (!volume.noCopy() && volume.subpath().isEmpty()) {
                volumes.fill(volume.name(), image, volume.target());
            }
        }
    }

    /// Gives the volumes back, and removes those nobody named.
    void release(ContainerMounts mounts, String container, boolean withAnonymous)
            throws IOException {
        IOException failure = null;
        for (ContainerMounts.Volume volume : mounts.volumes()) {
            try {
                release(volume, container, withAnonymous);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void release(ContainerMounts.Volume volume, String container, boolean withAnonymous)
            throws IOException {
        volumes.release(volume.name(), container);
        boolean isNobodys =
                volumes.find(volume.name())
                        .filter(found -> found.isAnonymous())
                        .filter(_ -> volumes.holders(volume.name()).isEmpty())
                        .isPresent();
        if (withAnonymous && isNobodys) {
            volumes.remove(volume.name(), true);
        }
    }

    private void undo(List<ContainerMounts.Volume> held, String container, Exception cause) {
        try {
            ContainerMounts mounts =
                    new ContainerMounts(
                            List.of(), List.of(), held, List.of(), List.of(), List.of());
            release(mounts, container, true);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
