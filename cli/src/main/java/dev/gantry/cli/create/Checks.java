package dev.gantry.cli.create;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Refusals of values that can be told wrong at once, in Docker's words.
final class Checks {
    private static final Set<String> SYSCTLS =
            Set.of(
                    "kernel.msgmax",
                    "kernel.msgmnb",
                    "kernel.msgmni",
                    "kernel.sem",
                    "kernel.shmall",
                    "kernel.shmmax",
                    "kernel.shmmni",
                    "kernel.shm_rmid_forced");

    private Checks() {}

    static void stream(String value) {
        if (!List.of("stdin", "stdout", "stderr").contains(value.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("valid streams are STDIN, STDOUT and STDERR");
        }
    }

    static void variable(String value) {
        if (value.isEmpty() || value.startsWith("=")) {
            throw new IllegalArgumentException("invalid environment variable: " + value);
        }
    }

    static void label(String value) {
        if (value.isEmpty() || value.startsWith("=")) {
            throw new IllegalArgumentException("invalid label '" + value + "': empty name");
        }
    }

    static void sysctl(String value) {
        String name = value.split("=", 2)[0];
        boolean known =
                SYSCTLS.contains(name) || name.startsWith("net.") || name.startsWith("fs.mqueue.");
        if (!known || value.indexOf('=') < 0) {
            throw new IllegalArgumentException("sysctl '" + value + "' is not allowed");
        }
    }

    static void address(String value) {
        if (!isAddress(value)) {
            throw new IllegalArgumentException("IP address is not correctly formatted: " + value);
        }
    }

    static boolean isMacAddress(String value) {
        return value.matches("(?i)[0-9a-f]{2}([:-][0-9a-f]{2}){5}");
    }

    static void extraHost(String value) {
        extraHostAsSent(value);
    }

    /// `name:address`, with the separator and brackets as the API wants them.
    static String extraHostAsSent(String value) {
        int colon = value.indexOf(':');
        int equals = value.indexOf('=');
        int separator = equals > 0 && (colon < 0 || equals < colon) ? equals : colon;
        if (separator <= 0) {
            throw new IllegalArgumentException("bad format for add-host: \"" + value + "\"");
        }
        String address = value.substring(separator + 1);
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
        if (!address.equals("host-gateway") && !isAddress(address)) {
            throw new IllegalArgumentException(
                    "invalid IP address in add-host: \"" + address + "\"");
        }
        return value.substring(0, separator) + ":" + address;
    }

    static boolean isAddress(String text) {
        return isIpv4(text) || isIpv6(text);
    }

    private static boolean isIpv4(String text) {
        return text.matches("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.|$)){4}") && !text.endsWith(".");
    }

    private static boolean isIpv6(String text) {
        return text.indexOf(':') >= 0
                && text.matches("[0-9a-fA-F:.]+(%.+)?")
                && text.indexOf(":::") < 0
                && text.split("::", -1).length <= 2;
    }
}
