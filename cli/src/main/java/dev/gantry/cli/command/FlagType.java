package dev.gantry.cli.command;

import dev.gantry.cli.value.GoDuration;
import dev.gantry.cli.value.GoNumber;
import dev.gantry.cli.value.Size;
import java.math.BigDecimal;

/// What an option takes, and the word help has for it.
public enum FlagType {
    BOOL(""),
    STRING("string"),
    LIST("list"),
    STRINGS("strings"),
    MAP("map"),
    FILTER("filter"),
    INT("int"),
    UINT16("uint16"),
    UINT64("uint"),
    DECIMAL("decimal"),
    BYTES("bytes"),
    DURATION("duration"),
    MOUNT("mount"),
    NETWORK("network"),
    ULIMIT("ulimit"),
    GPUS("gpu-request");

    private final String word;

    FlagType(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /// @throws IllegalArgumentException saying what is wrong
    void check(String value) {
        switch (this) {
            case BOOL -> GoNumber.parseBool(value);
            case INT -> GoNumber.parseInt(value, 64);
            case UINT16 -> GoNumber.parseUint(value, 16);
            case UINT64 -> GoNumber.parseUint(value, 64);
            case DECIMAL -> decimal(value);
            case BYTES -> Size.parse(value);
            case DURATION -> GoDuration.parse(value);
            case FILTER -> filter(value);
            case STRING, LIST, STRINGS, MAP, MOUNT, NETWORK, ULIMIT, GPUS -> {
                // Any text will do; a flag's own check may want more.
            }
        }
    }

    private static void filter(String value) {
        if (!value.isEmpty() && value.indexOf('=') < 0) {
            throw new IllegalArgumentException("bad format of filter (expected name=value)");
        }
    }

    private static void decimal(String value) {
        try {
            if (new BigDecimal(value).scale() > 9) {
                throw new IllegalArgumentException("value is too precise");
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "failed to parse " + value + " as a rational number", e);
        }
    }
}
