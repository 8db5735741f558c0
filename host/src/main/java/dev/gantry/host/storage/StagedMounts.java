package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.Mounts;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Parts of trees that strangers write to, pinned at paths of our own so that the runtime can be
/// told of them: what a path in such a tree means is decided here once, by descriptor, and nothing
/// that happens in the tree afterwards changes it.
///
/// Life: {@link #pin} while a container is started, {@link #clear} when it has ended, also by
/// another process after a crash.
///
/// @param directory of one container's pins
public record StagedMounts(Path directory) {
    private static final long INSIDE = OpenFlags.RESOLVE_IN_ROOT | OpenFlags.RESOLVE_NO_MAGICLINKS;
    private static final int CLONE = Mounts.OPEN_TREE_CLONE | OpenFlags.AT_RECURSIVE;

    /// Pins what a path below a directory leads to; links mean what they mean inside.
    ///
    /// @param number of the pin, unlike that of any other of this container
    /// @return where it stands
    /// @throws java.nio.file.NoSuchFileException naming the path, when there is nothing
    public Path pin(int number, Path root, String path) throws IOException {
        try (Fd top = At.open(root, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)) {
            return pin(number, top, path);
        }
    }

    Path pin(int number, Fd top, String path) throws IOException {
        try (Fd found = find(top, path)) {
            Path place = place(number, At.stat(found));
            try (Fd tree = Mounts.openTree(found, "", CLONE)) {
                attach(tree, place);
            }
            return place;
        }
    }

    private static Fd find(Fd top, String path) throws IOException {
        try {
            byte[] inside = path.getBytes(StandardCharsets.UTF_8);
            return At.openat2(top, inside, OpenFlags.O_PATH, 0, INSIDE);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
                throw new java.nio.file.NoSuchFileException(path);
            }
            throw e;
        }
    }

    /// Attaches a mount that stands nowhere yet.
    Path attach(int number, Fd mount) throws IOException {
        Path place = place(number, At.stat(mount));
        attach(mount, place);
        return place;
    }

    private static void attach(Fd mount, Path place) throws IOException {
        try (Fd target = At.open(place, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW)) {
            Mounts.setAttributes(
                    mount,
                    OpenFlags.AT_RECURSIVE,
                    new Mounts.Attributes(0, 0, Mounts.MS_PRIVATE, null));
            Mounts.moveMount(mount, target, "");
        }
    }

    private Path place(int number, Stat stat) throws IOException {
        LayerStore.makeDirectory(directory, 0700);
        Path place = directory.resolve(Integer.toString(number));
        if (stat.isDirectory()) {
            LayerStore.makeDirectory(place, 0700);
        } else {
            Files.createFile(place);
        }
        return place;
    }

    /// Takes all pins away.
    public void clear() throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        try (DirectoryStream<Path> places = Files.newDirectoryStream(directory)) {
            for (Path place : places) {
                VolumeMount.unmount(place);
                Files.delete(place);
            }
        }
        Files.delete(directory);
    }
}
