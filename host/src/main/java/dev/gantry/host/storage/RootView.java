package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Fd;
import dev.gantry.linux.Mounts;
import dev.gantry.linux.OpenFlags;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A root file system mounted at a place of its own for somebody who looks into it.
///
/// ```
/// <directory>/merged/         where it is mounted
/// <directory>/upper/  work/   places to mount on that had to be made
/// <directory>/pins/           sources of what is mounted in it
/// ```
public final class RootView implements AutoCloseable {
    private final Path directory;

    private RootView(Path directory) {
        this.directory = directory;
    }

    static RootView open(Path directory, List<Path> lowers, Path scratch) throws IOException {
        RootView view = new RootView(directory);
        try {
            LayerStore.makeDirectory(directory.resolveSibling("."), 0700);
            LayerStore.makeDirectory(directory, 0700);
            LayerStore.makeDirectory(directory.resolve("upper"), 0755);
            LayerStore.makeDirectory(directory.resolve("work"), 0700);
            LayerStore.makeDirectory(view.root(), 0700);
            OverlayMount.Upper upper =
                    new OverlayMount.Upper(directory.resolve("upper"), directory.resolve("work"));
            try (Fd mount = new OverlayMount(lowers, upper).detached(scratch, 0);
                    Fd place = At.open(view.root(), OpenFlags.O_PATH)) {
                Mounts.moveMount(mount, place, "");
                Mounts.setAttributes(
                        mount, 0, new Mounts.Attributes(0, 0, Mounts.MS_PRIVATE, null));
            }
            return view;
        } catch (IOException | RuntimeException e) {
            try {
                view.close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /// Where it is mounted; for {@link ContainerTree}.
    public Path root() {
        return directory.resolve("merged");
    }

    /// For the sources of what is to be mounted in it.
    public StagedMounts pins() {
        return new StagedMounts(directory.resolve("pins"));
    }

    static void removeAll(Path views) throws IOException {
        if (Files.notExists(views)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(views)) {
            for (Path view : left) {
                new RootView(view).close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        VolumeMount.unmount(root());
        pins().clear();
        TreeRemoval.remove(directory);
    }
}
