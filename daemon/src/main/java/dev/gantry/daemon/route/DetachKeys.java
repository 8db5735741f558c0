package dev.gantry.daemon.route;

import dev.gantry.engine.EngineException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// The keys that leave a container without ending it, `ctrl-p,ctrl-q` unless others are asked for.
@SuppressWarnings("ArrayRecordComponent") // never compared
record DetachKeys(byte[] sequence) {
    private static final byte[] STANDARD = {16, 17};

    /// @param text keys with commas between, each a character or `ctrl-` and one of `a`-`z@[\]^_`;
    ///   empty for the standard ones
    static DetachKeys parse(String text) {
        if (text.isEmpty()) {
            return new DetachKeys(STANDARD);
        }
        ByteArrayOutputStream keys = new ByteArrayOutputStream();
        for (String key : text.split(",", -1)) {
            int code = code(key);
            if (code < 0) {
                throw EngineException.invalid("Invalid detach keys (%s) provided".formatted(text));
            }
            keys.write(code);
        }
        return new DetachKeys(keys.toByteArray());
    }

    private static int code(String key) {
        if (key.length() == 1 && key.charAt(0) < 0x80) {
            return key.charAt(0);
        }
        if (!key.startsWith("ctrl-") || key.length() != 6) {
            return -1;
        }
        char with = key.charAt(5);
        if (with >= 'a' && with <= 'z') {
            return with - 'a' + 1;
        }
        int mark = "@[\\]^_".indexOf(with);
        return mark == 0 ? 0 : mark > 0 ? 26 + mark : -1;
    }

    /// Looks for the keys in what is typed. Used by one thread.
    final class Watch {
        private int matched;

        /// Passes on what is not part of the keys. A beginning of them is held back until the next
        /// key tells.
        ///
        /// @return whether the keys were typed; the rest is dropped then
        boolean pass(byte[] typed, int length, ByteArrayOutputStream onward) {
            for (int i = 0; i < length; i++) {
                if (typed[i] != sequence[matched]) {
                    onward.write(sequence, 0, matched);
                    matched = 0;
                }
                if (typed[i] == sequence[matched]) {
                    matched++;
                } else {
                    onward.write(typed[i]);
                }
                if (matched == sequence.length) {
                    return true;
                }
            }
            return false;
        }
    }

    @Override
    public String toString() {
        return Arrays.toString(sequence);
    }
}
