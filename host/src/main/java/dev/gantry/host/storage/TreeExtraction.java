package dev.gantry.host.storage;

import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.oci.layer.MalformedArchiveException;
import dev.gantry.oci.layer.TarEntry;
import dev.gantry.oci.layer.TarReader;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Puts the entries of an archive into a directory of a tree that others use meanwhile.
public final class TreeExtraction {
    private TreeExtraction() {}

    /// How it is done.
    ///
    /// @param keepsKinds refuse to put a directory in place of something else, and the other way
    /// @param owner of everything that is made; `null` leaves the archive's own
    public record Options(boolean keepsKinds, @Nullable Owner owner, UnpackLimits limits) {}

    /// Numbers as the kernel has them.
    public record Owner(int uid, int gid) {}

    /// @param root that no link leads out of
    /// @param directory below the root, which is there
    /// @param tar uncompressed; read to its end
    /// @throws MalformedArchiveException for an archive that would leave the directory, or that the
    ///   options refuse; what was put before stays
    static void extract(Fd root, byte[] directory, InputStream tar, Options options)
            throws IOException {
        TarReader reader = new TarReader(tar, options.limits().tar());
        DirectoryTimes times = new DirectoryTimes();
        try (TreeGround ground = new TreeGround(root, directory, options.keepsKinds())) {
            EntryFiles files = new EntryFiles(reader, ground);
            for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                EntryName name = EntryName.of(entry.name(), entry.displayName());
                if (!name.isRoot()) {
                    put(files, owned(entry, options.owner()), name);
                    if (entry.type() == TarEntry.Type.DIRECTORY) {
                        times.remember(name, entry.modified());
                    }
                }
            }
            try (Fd top = Descent.directory(root, directory, Descent.NO_GAPS)) {
                times.apply(top);
            }
        }
    }

    private static void put(EntryFiles files, TarEntry entry, EntryName name) throws IOException {
        try {
            files.put(entry, name);
        } catch (LinuxException e) {
            throw new LinuxException(
                    e.call(),
                    "%s (entry %s)".formatted(e.subject(), entry.displayName()),
                    e.errno());
        }
    }

    private static TarEntry owned(TarEntry entry, @Nullable Owner owner) {
        return owner == null
                ? entry
                : new TarEntry(
                        entry.name(),
                        entry.type(),
                        entry.mode(),
                        Integer.toUnsignedLong(owner.uid()),
                        Integer.toUnsignedLong(owner.gid()),
                        entry.size(),
                        entry.modified(),
                        entry.linkTarget(),
                        entry.deviceMajor(),
                        entry.deviceMinor(),
                        entry.xattrs(),
                        entry.sparse());
    }
}
