package dev.gantry.base;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Ids nobody can guess.
public final class RandomId {
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomId() {}

    /// `bytes` random bytes as lower-case hex; 32 bytes make an id of Docker's form.
    public static String hex(int bytes) {
        byte[] id = new byte[bytes];
        RANDOM.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }
}
