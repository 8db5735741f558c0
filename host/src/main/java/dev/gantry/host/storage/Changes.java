package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import dev.gantry.linux.Xattrs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What an upper directory makes of the tree below it, by the rules of Docker's `ChangesDirs`:
/// directories do not differ by their time; one in which something changed counts as changed; of
/// what was removed only the top is named.
///
/// The upper may change meanwhile: what vanishes while one looks is passed over.
final class Changes {
    private static final int READ =
            OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
    private static final byte[] SELF = {'.'};
    private static final byte[] ROOT = {};
    private static final int MOST_DEPTH = 400; // descriptors are kept open on the way

    private final List<Change> found = new ArrayList<>();

    private Changes() {}

    /// @param upper open for reading
    /// @param lower the tree below, as it is seen
    static List<Change> between(Fd upper, Fd lower) throws IOException {
        Changes changes = new Changes();
        changes.compare(upper, lower, ROOT, 0);
        Collections.sort(changes.found);
        return List.copyOf(changes.found);
    }

    private void compare(Fd upper, @Nullable Fd lower, byte[] path, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw new LinuxException("openat", upper.toString(), Errno.ENAMETOOLONG);
        }
        List<byte[]> names = list(upper);
        for (byte[] name : names) {
            Stat now = stat(upper, name);
            if (now != null) {
                compareOne(upper, lower, name, now, append(path, name), depth);
            }
        }
        if (lower != null && Overlay.isOpaque(upper)) {
            addHidden(lower, names, path);
        }
    }

    private void compareOne(
            Fd upper, @Nullable Fd lower, byte[] name, Stat now, byte[] path, int depth)
            throws IOException {
        Stat before = lower == null ? null : stat(lower, name);
        if (Overlay.isWhiteout(now)) {
            add(before != null, Change.Kind.DELETED, path);
            return;
        }
        int mark = found.size();
        boolean listed = before == null || differs(now, before, upper, lower, name);
        add(listed, before == null ? Change.Kind.ADDED : Change.Kind.MODIFIED, path);
        if (now.isDirectory()) {
            boolean both = before != null && before.isDirectory();
            descend(upper, both ? lower : null, name, path, depth);
            add(!listed && found.size() > mark, Change.Kind.MODIFIED, path);
        }
    }

    private void descend(Fd upper, @Nullable Fd lower, byte[] name, byte[] path, int depth)
            throws IOException {
        try (Fd here = At.openat(upper, name, READ, 0)) {
            if (lower == null) {
                compare(here, null, path, depth + 1);
            } else {
                try (Fd below = At.openat(lower, name, READ, 0)) {
                    compare(here, below, path, depth + 1);
                }
            }
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTDIR) {
                throw e;
            }
        }
    }

    /// An opaque directory removes whatever is below it and not in it.
    private void addHidden(Fd lower, List<byte[]> present, byte[] path) throws IOException {
        Set<byte[]> kept = new TreeSet<>(Arrays::compareUnsigned);
        kept.addAll(present);
        for (byte[] name : list(lower)) {
            add(!kept.contains(name), Change.Kind.DELETED, append(path, name));
        }
    }

    private void add(boolean really, Change.Kind kind, byte[] path) {
        if (really) {
            found.add(new Change(kind, path));
        }
    }

    private static boolean differs(Stat now, Stat before, Fd upper, @Nullable Fd lower, byte[] name)
            throws IOException {
        boolean sameNode =
                now.mode() == before.mode()
                        && now.uid() == before.uid()
                        && now.gid() == before.gid()
                        && now.special().equals(before.special());
        if (!sameNode) {
            return true;
        }
        boolean sameContent =
                now.isDirectory()
                        || (now.size() == before.size()
                                && isSameTime(now.modified(), before.modified()));
        return !sameContent || !Arrays.equals(capability(upper, name), capability(lower, name));
    }

    /// An archive may have kept whole seconds only.
    private static boolean isSameTime(Instant a, Instant b) {
        return a.getEpochSecond() == b.getEpochSecond()
                && (a.getNano() == b.getNano() || a.getNano() == 0 || b.getNano() == 0);
    }

    private static byte[] capability(@Nullable Fd directory, byte[] name) throws IOException {
        int flags = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;
        try (Fd file = At.openat(Objects.requireNonNull(directory), name, flags, 0)) {
            return Xattrs.get(file, "security.capability").orElse(ROOT);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.EOPNOTSUPP) {
                return ROOT;
            }
            throw e;
        }
    }

    private static @Nullable Stat stat(Fd directory, byte[] name) throws LinuxException {
        try {
            return At.statx(directory, name, OpenFlags.AT_SYMLINK_NOFOLLOW);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return null;
            }
            throw e;
        }
    }

    private static List<byte[]> list(Fd directory) throws LinuxException {
        try (Fd reading = At.openat(directory, SELF, READ, 0)) {
            return At.list(reading);
        }
    }

    private static byte[] append(byte[] path, byte[] name) {
        ByteArrayOutputStream longer = new ByteArrayOutputStream(path.length + name.length + 1);
        longer.writeBytes(path);
        longer.write('/');
        longer.writeBytes(name);
        return longer.toByteArray();
    }
}
