package dev.gantry.engine.container;

import dev.gantry.base.RandomId;

/// The full id of a container: 64 hex digits.
public record ContainerId(String hex) {
    public ContainerId {
        if (!hex.matches("[a-f0-9]{64}")) {
            throw new IllegalArgumentException("not a container id: " + hex);
        }
    }

    /// A new one. Docker avoids those whose short form is all digits, because it would be taken for
    /// a number.
    static ContainerId random() {
        while (true) {
            String hex = RandomId.hex(32);
            if (!hex.substring(0, 12).matches("[0-9]+")) {
                return new ContainerId(hex);
            }
        }
    }

    public String shortForm() {
        return hex.substring(0, 12);
    }

    @Override
    public String toString() {
        return hex;
    }
}
