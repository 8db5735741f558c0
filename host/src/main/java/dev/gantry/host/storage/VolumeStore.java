package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Sync;
import dev.gantry.oci.layer.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/// The directories of volumes. What a method has made is there after a power cut; what was
/// interrupted leaves nothing that the next {@link #open} does not remove.
///
/// Two calls for one volume are kept apart by the caller. Content is reached through descriptors
/// only: containers wrote it.
public final class VolumeStore {
    private static final int READ_DIRECTORY =
            OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
    private static final int DATA_MODE = 0755;
    private static final int OURS = 0701;

    private final VolumeLayout layout;

    private VolumeStore(VolumeLayout layout) {
        this.layout = layout;
    }

    /// Opens the store, makes it if need be, and removes what was left half done.
    public static VolumeStore open(Path root) throws IOException {
        VolumeStore store = new VolumeStore(new VolumeLayout(root.toAbsolutePath()));
        LayerStore.makeDirectory(root, OURS);
        try (DirectoryStream<Path> volumes = Files.newDirectoryStream(root)) {
            for (Path volume : volumes) {
                if (VolumeLayout.isStaging(volume)) {
                    TreeRemoval.remove(volume);
                } else if (Files.isDirectory(volume)) {
                    removeNewData(volume);
                }
            }
        }
        return store;
    }

    private static void removeNewData(Path volume) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(volume)) {
            for (Path part : parts) {
                if (VolumeLayout.isNewData(part)) {
                    TreeRemoval.remove(part);
                }
            }
        }
    }

    /// The names of all volumes.
    public Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> volumes = Files.newDirectoryStream(layout.root())) {
            for (Path volume : volumes) {
                if (!VolumeLayout.isStaging(volume) && Files.isDirectory(volume)) {
                    names.add(volume.getFileName().toString());
                }
            }
        }
        return names;
    }

    /// What is mounted into containers, to be shown or mounted, not to be walked by path.
    public Path data(String name) {
        return layout.data(name);
    }

    /// Makes an empty volume, unless it is there.
    public void create(String name) throws IOException {
        Path staging = layout.newStaging();
        LayerStore.makeDirectory(staging, OURS);
        LayerStore.makeDirectory(VolumeLayout.data(staging), DATA_MODE);
        publish(staging, name);
    }

    private void publish(Path staging, String name) throws IOException {
        try (Fd directory = At.open(staging, OpenFlags.O_RDONLY)) {
            Sync.fsync(directory);
        }
        try (Fd root = At.open(layout.root(), OpenFlags.O_RDONLY)) {
            At.renameat2(
                    root,
                    bytes(staging.getFileName()),
                    root,
                    bytes(Path.of(name)),
                    OpenFlags.RENAME_NOREPLACE);
            Sync.fsync(root);
        } catch (LinuxException e) {
            TreeRemoval.remove(staging);
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    /// Removes a volume with all that is in it, if it is there. It is gone at once, and its files
    /// soon after.
    ///
    /// @throws IOException also when something is mounted in it; then it stays
    public void delete(String name) throws IOException {
        Path aside = layout.newStaging();
        try (Fd root = At.open(layout.root(), OpenFlags.O_RDONLY)) {
            At.renameat2(
                    root,
                    bytes(Path.of(name)),
                    root,
                    bytes(aside.getFileName()),
                    OpenFlags.RENAME_NOREPLACE);
            Sync.fsync(root);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return;
            }
            throw e;
        }
        TreeRemoval.remove(aside);
    }

    /// Gives a volume another name, which is free.
    public void rename(String from, String to) throws IOException {
        try (Fd root = At.open(layout.root(), OpenFlags.O_RDONLY)) {
            At.renameat2(
                    root,
                    bytes(Path.of(from)),
                    root,
                    bytes(Path.of(to)),
                    OpenFlags.RENAME_NOREPLACE);
            Sync.fsync(root);
        }
    }

    public boolean isEmpty(String name) throws IOException {
        try (Fd data = opened(data(name))) {
            return At.list(data).isEmpty();
        }
    }

    /// Bytes of the volume's files.
    public long size(String name) throws IOException {
        try (Fd data = opened(data(name))) {
            return DiskUse.of(data);
        }
    }

    /// Fills an empty volume with what an image has at a path, its owner and mode included, all at
    /// once; an image that has no directory there changes nothing.
    ///
    /// @param inPlace somebody looks at the volume: it is filled file by file
    /// @return whether there was anything to take
    public boolean fill(String name, ContainerTree image, String path, boolean inPlace)
            throws IOException {
        try (Fd source = image.directory(path)) {
            if (inPlace) {
                try (Fd data = opened(data(name))) {
                    TreeCopy.copy(source, data, _ -> {});
                    Sync.syncfs(data);
                }
            } else {
                replace(layout.volume(name), target -> TreeCopy.copy(source, target, _ -> {}));
            }
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
                return false;
            }
            throw e;
        }
    }

    /// Makes a volume that holds what another does. Files that change meanwhile may be mixtures.
    ///
    /// @param progress told the bytes copied so far
    public void cloneTo(String from, String to, LongConsumer progress) throws IOException {
        try (Fd source = opened(data(from))) {
            make(to, target -> TreeCopy.copy(source, target, progress));
        }
    }

    /// Makes a volume's content what another's is, at once.
    public void restore(String from, String to, LongConsumer progress) throws IOException {
        try (Fd source = opened(data(from))) {
            replace(layout.volume(to), target -> TreeCopy.copy(source, target, progress));
        }
    }

    /// Writes the content as an archive.
    public void export(String name, OutputStream out) throws IOException {
        try (Fd data = opened(data(name));
                TarWriter tar = new TarWriter(out)) {
            TreeArchive.write(data, tar);
        }
    }

    /// Makes a volume that holds what an archive does: all of it or nothing.
    ///
    /// @param tar uncompressed
    public void importTo(String name, InputStream tar) throws IOException {
        make(
                name,
                target ->
                        TreeExtraction.extract(
                                target,
                                new byte[0],
                                tar,
                                new TreeExtraction.Options(false, null, UnpackLimits.generous())));
    }

    private interface Filling {
        void into(Fd directory) throws IOException;
    }

    private void make(String name, Filling filling) throws IOException {
        Path staging = layout.newStaging();
        LayerStore.makeDirectory(staging, OURS);
        LayerStore.makeDirectory(VolumeLayout.data(staging), DATA_MODE);
        try {
            fill(VolumeLayout.data(staging), filling);
        } catch (IOException | RuntimeException e) {
            removeAfter(e, staging);
            throw e;
        }
        publish(staging, name);
    }

    private void replace(Path volume, Filling filling) throws IOException {
        Path fresh = VolumeLayout.newData(volume);
        LayerStore.makeDirectory(fresh, DATA_MODE);
        try (Fd directory = At.open(volume, OpenFlags.O_RDONLY)) {
            fill(fresh, filling);
            At.renameat2(
                    directory,
                    bytes(fresh.getFileName()),
                    directory,
                    bytes(VolumeLayout.data(volume).getFileName()),
                    OpenFlags.RENAME_EXCHANGE);
            Sync.fsync(directory);
        } catch (IOException | RuntimeException e) {
            removeAfter(e, fresh);
            throw e;
        }
        TreeRemoval.remove(fresh);
    }

    private static void fill(Path directory, Filling filling) throws IOException {
        try (Fd target = opened(directory)) {
            filling.into(target);
            Sync.syncfs(target);
        }
    }

    private static void removeAfter(Exception failure, Path path) {
        try {
            TreeRemoval.remove(path);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static Fd opened(Path directory) throws LinuxException {
        return At.open(directory, READ_DIRECTORY);
    }

    private static byte[] bytes(Path name) {
        return name.toString().getBytes(StandardCharsets.UTF_8);
    }
}
