package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import dev.gantry.linux.Xattrs;
import java.util.Arrays;

/// What overlayfs calls things (Documentation/filesystems/overlayfs.rst).
final class Overlay {
    static final String OPAQUE = "trusted.overlay.opaque";
    static final byte[] YES = {'y'};
    static final Stat.Device WHITEOUT = new Stat.Device(0, 0);

    private Overlay() {}

    /// Whether the names of extended attributes are overlayfs's own, which nobody else may set.
    static boolean isPrivate(String xattr) {
        return xattr.startsWith("trusted.overlay.") || xattr.startsWith("user.overlay.");
    }

    static boolean isWhiteout(Stat stat) {
        return stat.type() == Stat.S_IFCHR && stat.special().equals(WHITEOUT);
    }

    static boolean isOpaque(Fd directory) throws LinuxException {
        return Xattrs.get(directory, OPAQUE).filter(v -> Arrays.equals(v, YES)).isPresent();
    }

    /// Nothing of the layers below is seen in this directory.
    static void makeOpaque(Fd directory) throws LinuxException {
        Xattrs.set(directory, OPAQUE, YES);
    }

    static void makeOpaque(Fd parent, byte[] name) throws LinuxException {
        int flags = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
        try (Fd directory = At.openat(parent, name, flags, 0)) {
            makeOpaque(directory);
        }
    }

    static void putWhiteout(Fd directory, byte[] name) throws LinuxException {
        At.mknodat(directory, name, Stat.S_IFCHR, WHITEOUT);
    }
}
