package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What every container finds in its root whatever its image holds: the places where the engine
/// mounts, as Docker has them.
///
/// They lie in a layer between the image and what the container writes, so that they are no changes
/// of the container. Where the image has a link or a file on the way to one of them, it is
/// replaced.
final class InitLayer {
    private static final int MODE = 0755;

    /// A place, and what is made there when the image has no directory there.
    private sealed interface Item {
        String path();

        record Directory(String path) implements Item {}

        record File(String path) implements Item {}

        record Link(String path, String target) implements Item {}
    }

    private static final List<Item> ITEMS =
            List.of(
                    new Item.Directory("dev/pts"),
                    new Item.Directory("dev/shm"),
                    new Item.Directory("proc"),
                    new Item.Directory("sys"),
                    new Item.File(".dockerenv"),
                    new Item.File("etc/resolv.conf"),
                    new Item.File("etc/hosts"),
                    new Item.File("etc/hostname"),
                    new Item.File("dev/console"),
                    new Item.Link("etc/mtab", "/proc/mounts"));

    private InitLayer() {}

    /// Puts them into a root that nobody else uses yet.
    static void fill(Fd root) throws IOException {
        for (Item item : ITEMS) {
            make(root, item);
        }
    }

    private static void make(Fd root, Item item) throws IOException {
        List<byte[]> names = EntryName.split(bytes(item.path()));
        Fd directory = root.dup();
        try {
            for (byte[] name : names.subList(0, names.size() - 1)) {
                Fd next = makeDirectory(directory, name);
                directory.close();
                directory = next;
            }
            byte[] name = names.getLast();
            switch (item) {
                case Item.Directory _ -> makeDirectory(directory, name).close();
                case Item.File _ -> makeFile(directory, name);
                case Item.Link link -> makeLink(directory, name, bytes(link.target()));
            }
        } finally {
            directory.close();
        }
    }

    private static Fd makeDirectory(Fd parent, byte[] name) throws IOException {
        if (cleared(parent, name)) {
            At.mkdirat(parent, name, MODE);
            Fd directory = open(parent, name);
            At.chmod(directory, MODE);
            return directory;
        }
        return open(parent, name);
    }

    private static Fd open(Fd parent, byte[] name) throws LinuxException {
        int flags = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
        return At.openat(parent, name, flags, 0);
    }

    private static void makeFile(Fd parent, byte[] name) throws IOException {
        if (cleared(parent, name)) {
            int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
            try (Fd file = At.openat(parent, name, flags, MODE)) {
                At.chmod(file, MODE);
            }
        }
    }

    private static void makeLink(Fd parent, byte[] name, byte[] target) throws IOException {
        if (cleared(parent, name)) {
            At.symlinkat(target, parent, name);
        }
    }

    /// Whether nothing is there any more; a directory stays.
    private static boolean cleared(Fd parent, byte[] name) throws LinuxException {
        try {
            At.unlinkat(parent, name, 0);
            return true;
        } catch (LinuxException e) {
            return switch (e.errno()) {
                case Errno.ENOENT -> true;
                case Errno.EISDIR -> false;
                default -> throw e;
            };
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
