package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import java.util.List;
import java.util.Locale;

/// Signals by name and number (signal(7), x86-64 and arm64).
public final class Signals {
    public static final int KILL = 9;
    public static final int TERM = 15;
    private static final int MIN_REALTIME = 34;
    private static final int MAX_REALTIME = 64;

    private static final List<String> NAMES =
            List.of(
                    "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1",
                    "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP",
                    "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",
                    "PWR", "SYS");

    private Signals() {}

    /// Reads `SIGTERM`, `term`, `15`, `RTMIN+3`.
    ///
    /// @throws EngineException with Docker's words when it is none
    public static int parse(String text) {
        if (text.matches("-?[0-9]{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= MAX_REALTIME) {
                return number;
            }
            throw number == 0
                    ? invalid(text)
                    : EngineException.invalid("the linux daemon does not support signal " + number);
        }
        String name = text.toUpperCase(Locale.ROOT).replaceFirst("^SIG", "");
        int known = NAMES.indexOf(name);
        if (known > 0) {
            return known;
        }
        return switch (name) {
            case "IOT" -> 6;
            case "CLD" -> 17;
            case "POLL" -> 29;
            case "RTMIN" -> MIN_REALTIME;
            case "RTMAX" -> MAX_REALTIME;
            default -> realtime(text, name);
        };
    }

    private static int realtime(String text, String name) {
        if (name.matches("RTM(IN\\+|AX-)[0-9]{1,2}")) {
            int distance = Integer.parseInt(name.substring(6));
            int number =
                    name.startsWith("RTMIN") ? MIN_REALTIME + distance : MAX_REALTIME - distance;
            if (number >= MIN_REALTIME && number <= MAX_REALTIME) {
                return number;
            }
        }
        throw invalid(text);
    }

    private static EngineException invalid(String text) {
        return EngineException.invalid("invalid signal: " + text);
    }
}
