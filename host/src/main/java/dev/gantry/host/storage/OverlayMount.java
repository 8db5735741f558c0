package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.Mounts;
import dev.gantry.linux.OpenFlags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An overlay mount to be made.
///
/// @param lowers highest first; at least one with an upper, at least two without
/// @param upper where it writes; `null` for one that can only be read
record OverlayMount(List<Path> lowers, @Nullable Upper upper) {
    /// As Docker has it, and so that no redirection stored in a layer is ever followed.
    private static final String[][] OPTIONS = {
        {"index", "off"}, {"metacopy", "off"}, {"redirect_dir", "nofollow"}
    };

    /// A value of `fsconfig` has at most 255 bytes.
    private static final int LONGEST_VALUE = 255;

    /// Where an overlay keeps what is written, and its working room on the same file system.
    record Upper(Path upper, Path work) {}

    OverlayMount {
        lowers = List.copyOf(lowers);
        if (lowers.size() < (upper == null ? 2 : 1)) {
            throw new IllegalArgumentException("too few lower directories");
        }
    }

    /// Makes the mount, which stands nowhere yet: it is gone when the descriptor closes, unless
    /// moved to a place.
    ///
    /// @param scratch an empty directory of ours
    /// @param attributes `MOUNT_ATTR_…`
    Fd detached(Path scratch, int attributes) throws IOException {
        try {
            return configured(attributes);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EINVAL) {
                throw e;
            }
            try { // Linux before 6.7 takes layers one by one only in the options of mount(2)
                return mounted(scratch, attributes);
            } catch (IOException again) {
                e.addSuppressed(again);
                throw e;
            }
        }
    }

    private Fd configured(int attributes) throws IOException {
        List<Fd> open = new ArrayList<>();
        try (Fd context = Mounts.fsopen("overlay")) {
            Mounts.fsconfigString(context, "source", "overlay");
            for (Path lower : lowers) {
                Mounts.fsconfigString(context, "lowerdir+", value(lower, open));
            }
            if (upper != null) {
                Mounts.fsconfigString(context, "upperdir", value(upper.upper(), open));
                Mounts.fsconfigString(context, "workdir", value(upper.work(), open));
            }
            for (String[] option : OPTIONS) {
                Mounts.fsconfigString(context, option[0], option[1]);
            }
            Mounts.fsconfigCreate(context);
            return Mounts.fsmount(context, attributes);
        } finally {
            open.forEach(Fd::close);
        }
    }

    /// The old way: mounted at a place, taken from there, and the place freed again. All options
    /// must fit a page, so directories are named by descriptors.
    Fd mounted(Path scratch, int attributes) throws IOException {
        String target = scratch.toString();
        List<Fd> open = new ArrayList<>();
        synchronized (OverlayMount.class) {
            try {
                Mounts.mount("overlay", target, "overlay", 0, data(open));
                try {
                    Fd tree = Mounts.openTree(Fd.cwd(), target, Mounts.OPEN_TREE_CLONE);
                    Mounts.setAttributes(tree, 0, new Mounts.Attributes(attributes, 0, 0, null));
                    return tree;
                } finally {
                    Mounts.umount2(target, Mounts.MNT_DETACH | Mounts.UMOUNT_NOFOLLOW);
                }
            } finally {
                open.forEach(Fd::close);
            }
        }
    }

    private String data(List<Fd> open) throws IOException {
        List<String> parts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Path lower : lowers) {
            names.add(opened(lower, open));
        }
        parts.add("lowerdir=" + String.join(":", names));
        if (upper != null) {
            parts.add("upperdir=" + opened(upper.upper(), open));
            parts.add("workdir=" + opened(upper.work(), open));
        }
        for (String[] option : OPTIONS) {
            parts.add(option[0] + "=" + option[1]);
        }
        return String.join(",", parts);
    }

    private static String value(Path path, List<Fd> open) throws IOException {
        String text = path.toString();
        boolean plain = text.indexOf('\\') < 0; // overlayfs would take it as an escape
        return plain && text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_VALUE
                ? text
                : opened(path, open);
    }

    private static String opened(Path path, List<Fd> open) throws IOException {
        Fd directory = At.open(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        open.add(directory);
        return directory.procPath();
    }
}
