package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells where a path leads inside a root when every link on the way is followed, whether all of it
/// exists or not. For people and clients to read; whoever opens it resolves again.
final class LinkTargets {
    private static final int MOST_LINKS = 255;
    private static final int LOOK = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;
    private static final long INSIDE =
            OpenFlags.RESOLVE_IN_ROOT
                    | OpenFlags.RESOLVE_NO_MAGICLINKS
                    | OpenFlags.RESOLVE_NO_SYMLINKS;
    private static final byte[] UP = {'.', '.'};

    private final Fd root;
    private final List<byte[]> passed = new ArrayList<>();
    private final Deque<byte[]> ahead = new ArrayDeque<>();

    private LinkTargets(Fd root) {
        this.root = root;
    }

    /// @return absolute, without links, `.` and `..`
    static String of(Fd root, byte[] path) throws IOException {
        LinkTargets targets = new LinkTargets(root);
        targets.push(path);
        int links = 0;
        while (!targets.ahead.isEmpty()) {
            byte[] target = targets.step(targets.ahead.pop());
            if (target != null) {
                if (++links > MOST_LINKS) {
                    throw new LinuxException("readlinkat", show(path), Errno.ELOOP);
                }
                targets.push(target);
            }
        }
        return "/" + show(targets.join());
    }

    private void push(byte[] path) {
        if (path.length > 0 && path[0] == '/') {
            passed.clear();
        }
        for (byte[] component : EntryName.split(path).reversed()) {
            ahead.push(component);
        }
    }

    /// @return the target, when a link stands there
    private byte @Nullable [] step(byte[] name) throws IOException {
        if (Arrays.equals(name, UP)) {
            if (!passed.isEmpty()) {
                passed.removeLast();
            }
            return null;
        }
        passed.add(name);
        byte[] target = target();
        if (target != null) {
            passed.removeLast();
        }
        return target;
    }

    private byte @Nullable [] target() throws IOException {
        try (Fd place = At.openat2(root, join(), LOOK, 0, INSIDE)) {
            return At.stat(place).isSymlink() ? At.readlinkat(place, new byte[0]) : null;
        } catch (LinuxException e) {
            return switch (e.errno()) {
                case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP -> null;
                default -> throw e;
            };
        }
    }

    private byte[] join() {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        for (byte[] component : passed) {
            if (path.size() > 0) {
                path.write('/');
            }
            path.writeBytes(component);
        }
        return path.size() == 0 ? new byte[] {'.'} : path.toByteArray();
    }

    private static String show(byte[] path) {
        String text = new String(path, StandardCharsets.UTF_8);
        return text.equals(".") ? "" : text;
    }
}
