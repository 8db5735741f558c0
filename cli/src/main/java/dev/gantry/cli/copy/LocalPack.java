package dev.gantry.cli.copy;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import dev.gantry.linux.Xattrs;
import dev.gantry.oci.layer.TarEntry;
import dev.gantry.oci.layer.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Packs files of this machine into an archive. Links are packed as links, files that are the same
/// as hard links; sockets are left out, as no archive can hold them.
final class LocalPack {
    private static final String CAPABILITY = "security.capability";
    private static final byte[] NONE = {};
    private static final int DIRECTORY =
            OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
    private static final int FILE =
            OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK;

    private final TarWriter tar;
    private final Map<List<Object>, byte[]> names = new HashMap<>();

    private LocalPack(TarWriter tar) {
        this.tar = tar;
    }

    /// @param name of the whole in the archive; empty for what a directory holds
    static void pack(LocalSource source, String name, OutputStream out) throws IOException {
        try (TarWriter tar = new TarWriter(out)) {
            LocalPack pack = new LocalPack(tar);
            Path parent = source.real().getParent();
            Path last = source.real().getFileName();
            if (source.isDirectory() || parent == null || last == null) {
                try (Fd directory = At.open(source.real(), DIRECTORY)) {
                    pack.directory(directory, bytes(name));
                }
            } else {
                try (Fd directory = At.open(parent, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)) {
                    pack.entry(directory, bytes(last.toString()), bytes(name));
                }
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void directory(Fd directory, byte[] name) throws IOException {
        put(name, TarEntry.Type.DIRECTORY, At.stat(directory), NONE, Map.of(), null);
        for (byte[] child : At.list(directory)) {
            entry(directory, child, name.length == 0 ? child : join(name, child));
        }
    }

    private static byte[] join(byte[] parent, byte[] child) {
        byte[] joined = new byte[parent.length + 1 + child.length];
        System.arraycopy(parent, 0, joined, 0, parent.length);
        joined[parent.length] = '/';
        System.arraycopy(child, 0, joined, parent.length + 1, child.length);
        return joined;
    }

    private void entry(Fd parent, byte[] child, byte[] name) throws IOException {
        Stat stat = At.statx(parent, child, OpenFlags.AT_SYMLINK_NOFOLLOW);
        switch (stat.type()) {
            case Stat.S_IFDIR -> {
                try (Fd directory = At.openat(parent, child, DIRECTORY, 0)) {
                    directory(directory, name);
                }
            }
            case Stat.S_IFSOCK -> {
                // Nothing to keep: it lives as long as who listens on it.
            }
            default -> other(parent, child, name, stat);
        }
    }

    private void other(Fd parent, byte[] child, byte[] name, Stat stat) throws IOException {
        if (stat.links() > 1) {
            byte[] first = names.putIfAbsent(List.of(stat.device(), stat.inode()), name);
            if (first != null) {
                put(name, TarEntry.Type.HARDLINK, stat, first, Map.of(), null);
                return;
            }
        }
        switch (stat.type()) {
            case Stat.S_IFREG -> file(parent, child, name);
            case Stat.S_IFLNK ->
                    put(
                            name,
                            TarEntry.Type.SYMLINK,
                            stat,
                            At.readlinkat(parent, child),
                            Map.of(),
                            null);
            case Stat.S_IFIFO -> put(name, TarEntry.Type.FIFO, stat, NONE, Map.of(), null);
            case Stat.S_IFBLK -> put(name, TarEntry.Type.BLOCK_DEVICE, stat, NONE, Map.of(), null);
            default -> put(name, TarEntry.Type.CHARACTER_DEVICE, stat, NONE, Map.of(), null);
        }
    }

    private void file(Fd parent, byte[] child, byte[] name) throws IOException {
        try (Fd file = At.openat(parent, child, FILE, 0);
                InputStream content = file.input()) {
            Stat stat = At.stat(file);
            put(name, TarEntry.Type.FILE, stat, NONE, capabilities(file), content);
        }
    }

    /// What a program may do; Docker copies this attribute and no other.
    private static Map<String, byte[]> capabilities(Fd file) throws LinuxException {
        try {
            Optional<byte[]> value = Xattrs.get(file, CAPABILITY);
            return value.isPresent() ? Map.of(CAPABILITY, value.get()) : Map.of();
        } catch (LinuxException e) {
            if (e.errno() == Errno.EOPNOTSUPP) {
                return Map.of();
            }
            throw e;
        }
    }

    private void put(
            byte[] name,
            TarEntry.Type type,
            Stat stat,
            byte[] link,
            Map<String, byte[]> xattrs,
            @Nullable InputStream content)
            throws IOException {
        tar.put(
                new TarEntry(
                        name,
                        type,
                        stat.permissions(),
                        Integer.toUnsignedLong(stat.uid()),
                        Integer.toUnsignedLong(stat.gid()),
                        type == TarEntry.Type.FILE ? stat.size() : 0,
                        stat.modified(),
                        link,
                        stat.special().major(),
                        stat.special().minor(),
                        xattrs,
                        null),
                content);
    }
}
