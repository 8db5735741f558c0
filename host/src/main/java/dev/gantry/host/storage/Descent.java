package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// Goes down a path below a root one name at a time, making what is missing.
///
/// The kernel never follows a link here: links are read and taken relative to the root, and `..`
/// goes back to a descriptor that was passed. So it does not matter who moves things meanwhile; one
/// arrives at or below the root.
final class Descent implements AutoCloseable {
    private static final int MOST_LINKS = 40;
    private static final int MOST_DEPTH = 2048;
    private static final int DIRECTORY =
            OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
    private static final byte[] UP = {'.', '.'};

    /// What to do where no directory stands.
    interface Gaps {
        /// Makes a directory where nothing is.
        void fill(Fd directory, byte[] name) throws IOException;

        /// Makes a directory where something else is, or says why not.
        void replace(Fd directory, byte[] name, Stat present) throws IOException;
    }

    /// For a path of which all is there.
    static final Gaps NO_GAPS =
            new Gaps() {
                @Override
                public void fill(Fd directory, byte[] name) throws IOException {
                    throw new LinuxException("openat", directory.toString(), Errno.ENOENT);
                }

                @Override
                public void replace(Fd directory, byte[] name, Stat present) throws IOException {
                    throw new LinuxException("openat", directory.toString(), Errno.ENOTDIR);
                }
            };

    /// A name in a directory, which is open and to be closed.
    record Place(Fd directory, byte[] name) implements AutoCloseable {
        /// `.` where there is no name.
        byte[] nameOrSelf() {
            return name.length == 0 ? new byte[] {'.'} : name;
        }

        @Override
        public void close() {
            directory.close();
        }
    }

    private final Fd root;
    private final Gaps gaps;
    private final Deque<Fd> passed = new ArrayDeque<>();
    private final Deque<byte[]> ahead = new ArrayDeque<>();
    private int links;

    private Descent(Fd root, byte[] path, Gaps gaps) {
        this.root = root;
        this.gaps = gaps;
        push(path);
    }

    /// Opens (`O_PATH`) the directory that a path leads to.
    static Fd directory(Fd root, byte[] path, Gaps gaps) throws IOException {
        try (Descent descent = new Descent(root, path, gaps)) {
            while (!descent.ahead.isEmpty()) {
                descent.step(descent.ahead.pop());
            }
            return descent.here().dup();
        }
    }

    /// The place that a path means, at which stands no link: the directories on the way are made,
    /// the place itself is not. The root and what ends in `..` have an empty name.
    static Place place(Fd root, byte[] path, Gaps gaps) throws IOException {
        try (Descent descent = new Descent(root, path, gaps)) {
            while (!descent.ahead.isEmpty()) {
                byte[] name = descent.ahead.pop();
                if (!descent.ahead.isEmpty() || Arrays.equals(name, UP)) {
                    descent.step(name);
                } else if (!descent.followed(name)) {
                    return new Place(descent.here().dup(), name);
                }
            }
            return new Place(descent.here().dup(), new byte[0]);
        }
    }

    /// The place that a path means, at which a link may stand; all directories on the way are
    /// there.
    static Place unfollowed(Fd root, byte[] path) throws IOException {
        try (Descent descent = new Descent(root, path, NO_GAPS)) {
            while (descent.ahead.size() > 1 || Arrays.equals(descent.ahead.peek(), UP)) {
                descent.step(descent.ahead.pop());
            }
            byte[] name = descent.ahead.isEmpty() ? new byte[0] : descent.ahead.pop();
            return new Place(descent.here().dup(), name);
        }
    }

    private Fd here() {
        return passed.isEmpty() ? root : passed.peek();
    }

    private void push(byte[] path) {
        if (path.length > 0 && path[0] == '/') {
            close();
        }
        List<byte[]> components = EntryName.split(path);
        for (byte[] component : components.reversed()) {
            ahead.push(component);
        }
    }

    private void step(byte[] name) throws IOException {
        if (Arrays.equals(name, UP)) {
            if (!passed.isEmpty()) {
                passed.pop().close();
            }
            return;
        }
        if (passed.size() >= MOST_DEPTH) {
            throw new LinuxException("openat", here().toString(), Errno.ENAMETOOLONG);
        }
        try {
            enter(name);
        } catch (LinuxException e) {
            switch (e.errno()) {
                case Errno.ENOENT -> {
                    gaps.fill(here(), name);
                    enter(name);
                }
                case Errno.ENOTDIR, Errno.ELOOP -> aside(name);
                default -> throw e;
            }
        }
    }

    private void enter(byte[] name) throws IOException {
        passed.push(At.openat(here(), name, DIRECTORY, 0));
    }

    private void aside(byte[] name) throws IOException {
        if (followed(name)) {
            return;
        }
        gaps.replace(here(), name, At.statx(here(), name, OpenFlags.AT_SYMLINK_NOFOLLOW));
        enter(name);
    }

    /// Whether a link stands there, whose target is what lies ahead now.
    private boolean followed(byte[] name) throws IOException {
        byte[] target;
        try {
            target = At.readlinkat(here(), name);
        } catch (LinuxException e) {
            if (e.errno() == Errno.EINVAL || e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
        if (++links > MOST_LINKS) {
            throw new LinuxException("openat", here() + "/…", Errno.ELOOP);
        }
        push(target);
        return true;
    }

    @Override
    public void close() {
        passed.forEach(Fd::close);
        passed.clear();
    }
}
