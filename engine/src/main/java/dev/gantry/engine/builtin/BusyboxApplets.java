package dev.gantry.engine.builtin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Finds the names of busybox's applets in the program itself, which keeps them as one sorted table
/// of strings. Nothing is executed for it.
final class BusyboxApplets {
    private static final byte[] FIRST = "[\0[[\0".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST = 24;

    private BusyboxApplets() {}

    /// @throws IllegalStateException when the program has no such table
    static List<String> in(byte[] program) {
        int at = find(program);
        List<String> applets = new ArrayList<>();
        String previous = "";
        while (at < program.length) {
            int end = at;
            while (end < program.length && end - at <= LONGEST && program[end] != 0) {
                end++;
            }
            String name = new String(program, at, end - at, StandardCharsets.US_ASCII);
            if (!name.matches("[a-zA-Z0-9_.\\[-]+") || name.compareTo(previous) <= 0) {
                break;
            }
            applets.add(name);
            previous = name;
            at = end + 1;
        }
        return applets.stream().filter(name -> !name.equals("busybox")).toList();
    }

    private static int find(byte[] program) {
        for (int at = 0; at + FIRST.length < program.length; at++) {
            int matched = 0;
            while (matched < FIRST.length && program[at + matched] == FIRST[matched]) {
                matched++;
            }
            if (matched == FIRST.length) {
                return at;
            }
        }
        throw new IllegalStateException("busybox has no table of applets");
    }
}
