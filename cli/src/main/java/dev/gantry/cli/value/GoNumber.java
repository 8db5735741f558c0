package dev.gantry.cli.value;

import java.math.BigInteger;

/// Numbers and truths as Go's `strconv` reads them and complains about them.
public final class GoNumber {
    private GoNumber() {}

    public static boolean parseBool(String text) {
        return switch (text) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            case "0", "f", "F", "FALSE", "false", "False" -> false;
            default -> throw failure("ParseBool", text, "invalid syntax");
        };
    }

    public static long parseInt(String text, int bits) {
        BigInteger value = integer("ParseInt", text);
        if (value.bitLength() >= bits) {
            throw failure("ParseInt", text, "value out of range");
        }
        return value.longValue();
    }

    public static long parseUint(String text, int bits) {
        BigInteger value = integer("ParseUint", text);
        if (value.signum() < 0) {
            throw failure("ParseUint", text, "invalid syntax");
        }
        if (value.bitLength() > bits) {
            throw failure("ParseUint", text, "value out of range");
        }
        return value.longValue();
    }

    private static BigInteger integer(String function, String text) {
        try {
            if (text.startsWith("0x") || text.startsWith("0X")) {
                return new BigInteger(text.substring(2), 16);
            }
            return new BigInteger(text);
        } catch (NumberFormatException e) {
            throw failure(function, text, "invalid syntax");
        }
    }

    private static IllegalArgumentException failure(String function, String text, String why) {
        return new IllegalArgumentException(
                "strconv." + function + ": parsing \"" + text + "\": " + why);
    }
}
