package dev.gantry.oci.layer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One entry of a tar archive.
///
/// Names are bytes, as Linux has them. They are *not* checked: a name may be absolute, contain `..`
/// or NUL. The archive's root (`./`) has the empty name.
///
/// @param name without leading `./` and without trailing slash
/// @param mode permission bits with set-id and sticky bits, nothing else
/// @param size of the file's content, holes included; 0 for everything but files
/// @param linkTarget target of a symbolic link as it is, or the name of the entry a hard link links
///   to, in the form of `name`; else empty
/// @param xattrs extended attributes by their full name, such as `security.capability`
/// @param sparse where the data of a file with holes lies; `null` for other files
public record TarEntry(
        byte[] name,
        Type type,
        int mode,
        long uid,
        long gid,
        long size,
        Instant modified,
        byte[] linkTarget,
        int deviceMajor,
        int deviceMinor,
        Map<String, byte[]> xattrs,
        @Nullable SparseMap sparse) {
    /// The kinds of files a layer can hold.
    public enum Type {
        FILE('0'),
        HARDLINK('1'),
        SYMLINK('2'),
        CHARACTER_DEVICE('3'),
        BLOCK_DEVICE('4'),
        DIRECTORY('5'),
        FIFO('6');

        final char flag;

        Type(char flag) {
            this.flag = flag;
        }
    }

    private static final byte[] NONE = {};
    private static final int LONGEST_SHOWN = 200;

    public TarEntry {
        if (size < 0 || (size > 0 && type != Type.FILE)) {
            throw new IllegalArgumentException("tar entry of type " + type + " with size " + size);
        }
        if ((mode & ~07777) != 0) {
            throw new IllegalArgumentException("tar entry mode " + Integer.toOctalString(mode));
        }
        xattrs = Map.copyOf(xattrs);
    }

    /// A plain file owned by root.
    public static TarEntry file(String name, int mode, long size, Instant modified) {
        return plain(name, Type.FILE, mode, size, modified);
    }

    /// A directory owned by root.
    public static TarEntry directory(String name, int mode, Instant modified) {
        return plain(name, Type.DIRECTORY, mode, 0, modified);
    }

    private static TarEntry plain(String name, Type type, int mode, long size, Instant modified) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return new TarEntry(bytes, type, mode, 0, 0, size, modified, NONE, 0, 0, Map.of(), null);
    }

    /// The name for people: without control characters, and not endless.
    public String displayName() {
        return show(name);
    }

    static String show(byte[] name) {
        String text = new String(name, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
}
