package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Fd;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import dev.gantry.linux.Xattrs;
import dev.gantry.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The digest of a tree with all that makes it what it is: names, kinds, owners, modes, times of
/// files, extended attributes, which names are one file, and every byte. Two trees that were
/// unpacked from one archive have the same.
final class TreeDigest {
    private static final int READ_DIRECTORY =
            OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
    private static final int READ_FILE = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW;
    private static final int LOOK = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;
    private static final int BUFFER = 1 << 17;
    private static final byte[] SELF = {'.'};

    private final MessageDigest sum = Digest.Algorithm.SHA256.newMessageDigest();
    private final Map<Long, Integer> linked = new HashMap<>();
    private final byte[] buffer = new byte[BUFFER];

    private TreeDigest() {}

    /// @param top a directory, open for reading
    static Digest of(Fd top) throws IOException {
        TreeDigest digest = new TreeDigest();
        digest.addAttributes(top, At.stat(top));
        digest.addContent(top);
        return Digest.of(digest.sum);
    }

    private void addContent(Fd directory) throws IOException {
        List<byte[]> names;
        try (Fd reading = At.openat(directory, SELF, READ_DIRECTORY, 0)) {
            names = new ArrayList<>(At.list(reading));
        }
        names.sort(Arrays::compareUnsigned);
        number(names.size());
        for (byte[] name : names) {
            bytes(name);
            add(directory, name);
        }
    }

    private void add(Fd parent, byte[] name) throws IOException {
        try (Fd file = At.openat(parent, name, LOOK, 0)) {
            Stat stat = At.stat(file);
            addAttributes(file, stat);
            switch (stat.type()) {
                case Stat.S_IFDIR -> addContent(file);
                case Stat.S_IFREG -> addRegular(parent, name, stat);
                case Stat.S_IFLNK -> bytes(At.readlinkat(parent, name));
                default -> {
                    number(stat.special().major());
                    number(stat.special().minor());
                }
            }
        }
    }

    private void addAttributes(Fd file, Stat stat) throws IOException {
        number(stat.mode());
        number(stat.uid());
        number(stat.gid());
        if (!stat.isDirectory()) {
            bytes(stat.modified().toString().getBytes(StandardCharsets.UTF_8));
        }
        if (stat.type() != Stat.S_IFLNK) {
            List<String> names = new ArrayList<>(Xattrs.list(file));
            names.sort(null);
            for (String name : names) {
                bytes(name.getBytes(StandardCharsets.UTF_8));
                bytes(Xattrs.get(file, name).orElse(SELF));
            }
        }
    }

    /// Of a file with several names the second only says which file it is.
    private void addRegular(Fd parent, byte[] name, Stat stat) throws IOException {
        number(stat.size());
        if (stat.links() > 1) {
            Integer known = linked.putIfAbsent(stat.inode(), linked.size());
            number(known == null ? -1 : known);
            if (known != null) {
                return;
            }
        }
        try (Fd file = At.openat(parent, name, READ_FILE, 0);
                InputStream in = file.input()) {
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                sum.update(buffer, 0, got);
            }
        }
    }

    private void number(long number) {
        sum.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    }

    private void bytes(byte[] bytes) {
        number(bytes.length);
        sum.update(bytes);
    }
}
