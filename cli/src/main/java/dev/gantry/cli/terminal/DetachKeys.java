package dev.gantry.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// Watches what is typed for the keys that detach, and holds back a beginning of them until it is
/// clear that it is none. One thread feeds it.
final class DetachKeys {
    static final String STANDARD = "ctrl-p,ctrl-q";

    private final byte[] keys;
    private int matched;
    private boolean detached;

    private DetachKeys(byte[] keys) {
        this.keys = keys;
    }

    /// @param text as `ctrl-p,ctrl-q` or `a,b`; empty for the standard keys
    /// @throws IllegalArgumentException when a key is unknown
    static DetachKeys parse(String text) {
        List<Byte> codes = new ArrayList<>();
        for (String key : (text.isEmpty() ? STANDARD : text).split(",")) {
            codes.add(code(key));
        }
        byte[] keys = new byte[codes.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = codes.get(i);
        }
        return new DetachKeys(keys);
    }

    private static byte code(String key) {
        if (key.length() == 1) {
            return (byte) key.charAt(0);
        }
        if (key.equals("DEL")) {
            return 127;
        }
        int index =
                key.length() == 6 && key.startsWith("ctrl-")
                        ? "@abcdefghijklmnopqrstuvwxyz[\\]^_".indexOf(key.charAt(5))
                        : -1;
        if (index < 0) {
            throw new IllegalArgumentException("Unknown character: '" + key + "'");
        }
        return (byte) index;
    }

    boolean detached() {
        return detached;
    }

    /// What of the input goes on. After the keys nothing does.
    byte[] pass(byte[] input, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + matched);
        for (int i = 0; i < length && !detached; i++) {
            if (input[i] == keys[matched]) {
                detached = ++matched == keys.length;
                continue;
            }
            out.write(keys, 0, matched);
            matched = input[i] == keys[0] ? 1 : 0;
            if (matched == 0) {
                out.write(input[i]);
            }
        }
        return out.toByteArray();
    }
}
