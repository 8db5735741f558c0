package dev.gantry.host.runtime;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// conmon's `k8s-file` lines: `2026-11-23T09:13:37.342203195+00:00 stdout F text`, one record a
/// line.
///
/// `F` marks text that ended in a line feed, `P` text that did not: there the line feed is
/// conmon's. So the bytes written can be told exactly. Not thread-safe: remembers the last minute.
final class LogFormat {
    private static final int TIMESTAMP = 35;

    /// The timestamp, ` stdout `, the mark and a space.
    static final int HEADER = TIMESTAMP + 8 + 2;

    private static final int MARK = HEADER - 2;
    private static final byte[] STDOUT = " stdout ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STDERR = " stderr ".getBytes(StandardCharsets.US_ASCII);

    private final byte[] minute = new byte[17];
    private long minuteSeconds;

    /// One line of the file, still in the buffer it was read into.
    ///
    /// @param end behind the text, its own line feed included
    record Line(Output.Stream stream, boolean isFull, int start, int end) {}

    /// @param start of the line
    /// @param newline where its line feed is
    /// @return `null` for a line that is none of conmon's, such as one torn by a full disk
    static @Nullable Line line(byte[] buffer, int start, int newline) {
        if (newline - start < HEADER || buffer[start + HEADER - 1] != ' ') {
            return null;
        }
        Output.Stream stream;
        if (matches(buffer, start + TIMESTAMP, STDOUT)) {
            stream = Output.Stream.STDOUT;
        } else if (matches(buffer, start + TIMESTAMP, STDERR)) {
            stream = Output.Stream.STDERR;
        } else {
            return null;
        }
        return switch (buffer[start + MARK]) {
            case 'F' -> new Line(stream, true, start, newline + 1);
            case 'P' -> new Line(stream, false, start, newline);
            default -> null;
        };
    }

    /// When a line was written; `null` when it does not say.
    @Nullable Instant time(byte[] buffer, Line line) {
        int at = line.start();
        if (!isSameMinute(buffer, at)) {
            try {
                minuteSeconds =
                        LocalDate.of(
                                                        digits(buffer, at, 4),
                                                        digits(buffer, at + 5, 2),
                                                        digits(buffer, at + 8, 2))
                                                .toEpochDay()
                                        * 86_400
                                + digits(buffer, at + 11, 2) * 3_600L
                                + digits(buffer, at + 14, 2) * 60L;
            } catch (IllegalArgumentException | DateTimeException e) {
                return null;
            }
            System.arraycopy(buffer, at, minute, 0, minute.length);
        }
        try {
            long offset = digits(buffer, at + 30, 2) * 3_600L + digits(buffer, at + 33, 2) * 60L;
            return Instant.ofEpochSecond(
                    minuteSeconds
                            + digits(buffer, at + 17, 2)
                            - (buffer[at + 29] == '-' ? -offset : offset),
                    digits(buffer, at + 20, 9));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private boolean isSameMinute(byte[] buffer, int at) {
        for (int i = 0; i < minute.length; i++) {
            if (buffer[at + i] != minute[i]) {
                return false;
            }
        }
        return true;
    }

    private static int digits(byte[] buffer, int at, int count) {
        int number = 0;
        for (int i = at; i < at + count; i++) {
            int digit = buffer[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new IllegalArgumentException("no digit");
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static boolean matches(byte[] buffer, int at, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (buffer[at + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
