package dev.gantry.oci.layer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Tells whiteouts from files, and names them.
public final class Whiteouts {
    private static final byte[] PREFIX = ascii(".wh.");
    private static final byte[] META = ascii(".wh..wh.");
    private static final byte[] OPAQUE = ascii(".wh..wh..opq");

    private Whiteouts() {}

    /// @param baseName what stands behind the last slash of an entry's name
    /// @throws MalformedArchiveException when it would remove a directory itself or its parent
    public static Whiteout of(byte[] baseName) throws MalformedArchiveException {
        if (!startsWith(baseName, PREFIX)) {
            return new Whiteout.None();
        }
        if (Arrays.equals(baseName, OPAQUE)) {
            return new Whiteout.Opaque();
        }
        if (startsWith(baseName, META)) {
            return new Whiteout.Foreign();
        }
        byte[] name = Arrays.copyOfRange(baseName, PREFIX.length, baseName.length);
        if (name.length == 0
                || Arrays.equals(name, ascii("."))
                || Arrays.equals(name, ascii(".."))) {
            throw new MalformedArchiveException(
                    "layer: invalid whiteout " + TarEntry.show(baseName));
        }
        return new Whiteout.Removed(name);
    }

    /// The base name that says a sibling is gone.
    public static byte[] removing(byte[] name) {
        byte[] whiteout = Arrays.copyOf(PREFIX, PREFIX.length + name.length);
        System.arraycopy(name, 0, whiteout, PREFIX.length, name.length);
        return whiteout;
    }

    /// The base name that makes its directory opaque.
    public static byte[] opaque() {
        return OPAQUE.clone();
    }

    private static boolean startsWith(byte[] name, byte[] prefix) {
        return name.length >= prefix.length
                && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
