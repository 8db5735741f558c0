package dev.gantry.engine.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a container mounts besides what every container does. A target occurs once.
///
/// @param from containers whose mounts are taken over; they are in the other lists once the
///   container is made
/// @param declared targets that the request or the image calls volumes; each is a volume, or hidden
///   by another mount
public record ContainerMounts(
        List<Bind> binds,
        List<Tmpfs> tmpfs,
        List<Volume> volumes,
        List<Image> images,
        List<From> from,
        List<String> declared) {
    public static final ContainerMounts NONE =
            new ContainerMounts(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    public ContainerMounts {
        binds = List.copyOf(binds);
        tmpfs = List.copyOf(tmpfs);
        volumes = List.copyOf(volumes);
        images = List.copyOf(images);
        from = List.copyOf(from);
        declared = List.copyOf(declared);
    }

    /// A file or directory of the host.
    ///
    /// @param propagation empty for `rprivate`
    /// @param createSource make a missing source directory, as `-v` does
    /// @param mode as `-v` wrote it
    public record Bind(
            String source,
            String target,
            Access access,
            String propagation,
            boolean nonRecursive,
            boolean createSource,
            String mode) {}

    /// Whether the container may write, and into what is mounted below.
    public enum Access {
        READ_WRITE,
        /// Nothing below can be written either, where the kernel can do that (Linux 5.12).
        READ_ONLY,
        /// What is mounted below stays as it is.
        READ_ONLY_TOP,
        /// As `READ_ONLY`, and refused where the kernel cannot do that.
        READ_ONLY_SURELY;

        public boolean isReadOnly() {
            return this != READ_WRITE;
        }

        static Access of(boolean readOnly) {
            return readOnly ? READ_ONLY : READ_WRITE;
        }
    }

    /// @param options in tmpfs's own words
    public record Tmpfs(String target, List<String> options) {}

    /// A volume of the engine.
    ///
    /// @param name empty for one of our own, which it has once the container is made
    /// @param noCopy do not fill it from the image
    /// @param subpath of the volume; empty for all of it
    /// @param mode as `inspect` gives it back
    /// @param making what the volume is made with when it is not there
    public record Volume(
            String name,
            String target,
            boolean readOnly,
            boolean noCopy,
            String subpath,
            String mode,
            Making making) {
        Volume named(String newName) {
            return new Volume(newName, target, readOnly, noCopy, subpath, mode, making);
        }
    }

    /// @param driver empty for the default one
    public record Making(String driver, Map<String, String> options, Map<String, String> labels) {
        public static final Making PLAIN = new Making("", Map.of(), Map.of());
    }

    /// The files of an image, never to be written.
    ///
    /// @param reference as it was asked for; the image's id once the container is made
    /// @param subpath of the image; empty for all of it
    public record Image(String reference, String target, String subpath) {}

    /// @param reference of another container
    /// @param mode `ro`, or as the other has it
    public record From(String reference, String mode) {}

    /// Whether something is mounted exactly there.
    public boolean isTarget(String path) {
        return targets().contains(path);
    }

    List<String> targets() {
        List<String> targets = new ArrayList<>();
        binds.forEach(bind -> targets.add(bind.target));
        tmpfs.forEach(memory -> targets.add(memory.target));
        volumes.forEach(volume -> targets.add(volume.target));
        images.forEach(image -> targets.add(image.target));
        return targets;
    }
}
